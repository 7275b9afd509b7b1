public import EVMCore
import Symmio

/// The parts of a sandbox's deployment that depend on which solvers it lists.
struct SolverListing {
    let kinds: [Deployment.SolverKind]
    /// Host and port.
    let base: String
    let solver: Address
    let release: Release

    init(_ options: Sandbox.Options, base: String, solver: Address) {
        kinds = options.solvers.isEmpty ? [.enigma] : options.solvers
        self.base = base
        self.solver = solver
        release = options.release
    }

    var hasLowCaps: Bool { kinds.contains(.enigma) }
    private var hasMajors: Bool { kinds.contains(.rasa) }

    /// The list of solvers. Who reports elsewhere than the first says where.
    var solvers: String {
        let list = kinds.map { kind in
            let path = kind == .rasa ? "rasa" : "api"
            let own = kind == kinds.first ? "" : ", \"notifications\": \(kind == .rasa ? states : channel)"
            return #"{"kind": "\#(kind.rawValue)", "address": "\#(solver)", "baseURL": "http://\#(base)/\#(path)"\#(capabilities(kind))\#(own)}"#
        }
        return "[\(list.joined(separator: ", "))]"
    }

    private func capabilities(_ kind: Deployment.SolverKind) -> String { #", "capabilities": ["\#(kind == .enigma ? "groupClose" : "limitOrder")"]"# }

    /// Where the first solver reports.
    var notifications: String { kinds.first == .rasa ? states : channel }

    private var channel: String {
        #"{"protocol": "enigma", "socket": "ws://\#(base)/ws/v1/subscribe", "searchURL": "http://\#(base)/notification", "channel": "\#(Sandbox.channel)"}"#
    }

    private var states: String {
        #"{"protocol": "rasa", "socket": "ws://\#(base)/ws/position-state", "searchURL": "http://\#(base)/rasa/position-state", "channel": null}"#
    }

    /// What session keys are granted: each solver's calls.
    var sessionSelectors: String {
        let withData = "sendQuoteWithAffiliateAndData"
        var names: [String] = []
        if hasLowCaps { names += ["addMarginToNextVA", release == .v085 ? withData : "sendQuote"] }
        if hasMajors, !names.contains(withData) { names.append(withData) }
        return (names + ["requestToClosePosition"]).map { "\"\($0)\"" }.joined(separator: ", ")
    }

    /// By which rules orders are reckoned; majors have those of the SDK in all releases.
    var maths: String { release == .v085 && hasLowCaps ? "walkthrough-085" : "sdk-3.1" }
}

extension Sandbox {
    /// Whether a socket has asked the solver of majors for an account's reports: from then on none is missed.
    public func isFollowed(_ account: Address) async -> Bool { await states.isFollowed(account) }
}
