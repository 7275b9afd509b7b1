extension Deployment {
    /// Which of several accepted forms the services of a deployment are spoken to in.
    public struct Style: Sendable, Hashable, Codable {
        /// How `maxUses`, `nonce`, `deadline`, `offset` and `length` are written.
        public var numbers: NumberStyle
        /// What the close request's body is.
        public var closeBody: CloseBody
        /// By which rules an order's price, margin and fees are reckoned.
        public var maths: MathsProfile
        /// Whether the placeholder `upnlSig` is covered by a flex field that the solver may fill.
        public var flexUpnlSig: Bool

        /// Creates a style.
        public init(numbers: NumberStyle = .strings, closeBody: CloseBody = .array, maths: MathsProfile, flexUpnlSig: Bool = false) {
            self.numbers = numbers
            self.closeBody = closeBody
            self.maths = maths
            self.flexUpnlSig = flexUpnlSig
        }
    }

    /// How whole numbers are written in an operation's JSON. Both are read, whichever is configured.
    public enum NumberStyle: String, Sendable, Hashable, Codable, CaseIterable {
        /// Decimal text in quotes.
        case strings
        /// JSON numbers.
        case numbers
    }

    /// The close request's body.
    public enum CloseBody: String, Sendable, Hashable, Codable, CaseIterable {
        /// A bare array of operations.
        case array
        /// `{"operations": […]}`.
        case operations
    }
}

/// Rules by which an order's price, margin and fees are reckoned; see ``OpenQuotation``.
public enum MathsProfile: String, Sendable, Hashable, Codable, CaseIterable {
    /// The public walk-through for 0.8.5: two fees on the margin's notional, a short's margin at 1.1 times the mark.
    case walkthrough085 = "walkthrough-085"
    /// The TypeScript SDK 3.0 and 3.1: itemised fees of both sides are funded when opening.
    case sdk31 = "sdk-3.1"
    /// What follows 3.1.0: closing fees are deferred, opening funds the open side only.
    case sdkDeferred = "sdk-deferred"
}
