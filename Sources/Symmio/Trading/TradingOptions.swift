internal import EVMClient
internal import EVMSigning

/// How a ``TradingSession`` behaves; the defaults are for most.
public struct TradingOptions: Sendable {
    /// How the services are spoken to.
    public var services: ServiceOptions
    /// How the sockets behave.
    public var sockets: ReconnectingSocket.Options
    /// What opens sockets.
    public var connector: any WebSocketConnector
    /// How long an order may be executed after it was signed, in seconds.
    public var lifetime: UInt64
    /// How long an order waits for the socket to be open before it is sent without; reports are then looked up.
    public var subscriptionTimeout: Duration
    /// How long to wait for what became of an order before ``TradingError/outcomeUnknown(id:deadline:reason:)``.
    public var outcomeTimeout: Duration
    /// How long to look for an order whose request was not answered, and of which nobody has heard since.
    public var unansweredTimeout: Duration
    /// The pause before the first look-up; reports mostly come sooner.
    public var firstLook: Duration
    /// The pause between further look-ups.
    public var lookInterval: Duration
    /// How often an order is sent again where the solver refused it with 429 or could not be reached, and so has not seen it.
    public var refusedAttempts: Int
    /// How long markets are remembered.
    public var marketLifetime: Duration
    /// Makes the ids that orders carry.
    public var correlationIds: @Sendable () -> String
    /// Where salts come from.
    public var salts: SaltSource

    /// Creates options.
    public init(
        services: ServiceOptions = ServiceOptions(), sockets: ReconnectingSocket.Options = ReconnectingSocket.Options(),
        connector: any WebSocketConnector = SystemSockets(), lifetime: UInt64 = 300, subscriptionTimeout: Duration = .seconds(5),
        outcomeTimeout: Duration = .seconds(90), unansweredTimeout: Duration = .seconds(20), firstLook: Duration = .seconds(3),
        lookInterval: Duration = .seconds(2),
        refusedAttempts: Int = 3, marketLifetime: Duration = .seconds(60),
        correlationIds: @escaping @Sendable () -> String = TradingOptions.randomId, salts: SaltSource = .system
    ) {
        self.services = services
        self.sockets = sockets
        self.connector = connector
        self.lifetime = lifetime
        self.subscriptionTimeout = subscriptionTimeout
        self.outcomeTimeout = outcomeTimeout
        self.unansweredTimeout = unansweredTimeout
        self.firstLook = firstLook
        self.lookInterval = lookInterval
        self.refusedAttempts = refusedAttempts
        self.marketLifetime = marketLifetime
        self.correlationIds = correlationIds
        self.salts = salts
    }

    /// Time and chance, those of the services.
    var timing: Timing { services.timing }

    /// A random UUID (RFC 9562, version 4) in lower case.
    public static let randomId: @Sendable () -> String = { randomUUID() }
}
