public import EVMClient

/// How a client of a service sends its requests.
public struct ServiceOptions: Sendable {
    /// What carries them.
    public var transport: any Transport
    /// How often reads are tried. What changes something is always sent once only.
    public var retry: RetryPolicy
    /// How long one try may take.
    public var timeout: Duration
    /// How many bytes an answer may have.
    public var maximumAnswerBytes: Int
    /// Where time and chance come from.
    public var timing: Timing

    /// Creates options.
    public init(
        transport: any Transport = SystemTransport(), retry: RetryPolicy = RetryPolicy(attempts: 4), timeout: Duration = .seconds(20),
        maximumAnswerBytes: Int = 16 << 20, timing: Timing = .system
    ) {
        self.transport = transport
        self.retry = retry
        self.timeout = timeout
        self.maximumAnswerBytes = maximumAnswerBytes
        self.timing = timing
    }
}
