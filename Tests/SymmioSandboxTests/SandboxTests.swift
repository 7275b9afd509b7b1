import Testing

@testable import SymmioSandbox
