import SymmioContracts

print("bindings for \(SymmioRelease.allCases.map(\.rawValue).joined(separator: ", "))")
