/// What carries a request to an endpoint and its answer back.
public protocol Transport: Sendable {}
