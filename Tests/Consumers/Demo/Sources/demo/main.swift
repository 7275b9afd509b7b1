import SymmioContracts

print("Bindings for Symmio \(SymmioRelease.allCases.map(\.rawValue).joined(separator: ", "))")
