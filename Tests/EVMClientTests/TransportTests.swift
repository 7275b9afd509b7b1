import Testing

@testable import EVMClient
