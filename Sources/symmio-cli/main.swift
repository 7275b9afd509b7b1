import Symmio

print(Release.allCases.map(\.rawValue).joined(separator: " "))
