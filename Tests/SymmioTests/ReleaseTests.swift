import Testing

@testable import Symmio
