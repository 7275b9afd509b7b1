import Testing

@testable import EVMSigning
