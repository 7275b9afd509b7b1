/// How a client deals with its endpoints.
public struct RPCOptions: Sendable {
    /// How long one request may take in all.
    public var timeout: Duration
    /// How reads are tried again; writes never are, here.
    public var retry: RetryPolicy
    /// How many requests are under way at once; more wait.
    public var maximumInFlight: Int
    /// How many calls go in one batch; larger batches are cut into several.
    public var maximumBatch: Int
    /// How many bytes an answer may have.
    public var maximumAnswerBytes: Int
    /// How long a client stays with another endpoint before it tries the first again.
    public var returnsToFirstAfter: Duration

    /// Creates options.
    public init(
        timeout: Duration = .seconds(30), retry: RetryPolicy = RetryPolicy(), maximumInFlight: Int = 16, maximumBatch: Int = 100,
        maximumAnswerBytes: Int = 64 << 20, returnsToFirstAfter: Duration = .seconds(60)
    ) {
        self.timeout = timeout
        self.retry = retry
        self.maximumInFlight = maximumInFlight
        self.maximumBatch = maximumBatch
        self.maximumAnswerBytes = maximumAnswerBytes
        self.returnsToFirstAfter = returnsToFirstAfter
    }
}
