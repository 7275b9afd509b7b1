internal import EVMCore
internal import SymmioContracts

/// The functions that operations of a release can call, by name and by selector, from the generated bindings.
struct ReleaseFunctions: Sendable {
    struct Function: Sendable, Hashable {
        let contract: String
        let signature: String
        let selector: Selector

        var name: String { signature.firstIndex(of: "(").map { String(signature[..<$0]) } ?? signature }
    }

    let release: SymmioRelease
    /// By name; several where the name is overloaded or two contracts have it.
    private let byName: [String: [Function]]
    private let bySelector: [Selector: Function]

    private init(_ release: SymmioRelease, _ contracts: [(name: String, calls: [any ContractCall.Type])]) {
        self.release = release
        var byName: [String: [Function]] = [:]
        var bySelector: [Selector: Function] = [:]
        for contract in contracts {
            for call in contract.calls {
                let function = Function(contract: contract.name, signature: call.signature, selector: call.selector)
                // The same function in two contracts, such as `grantRole`, is one selector.
                guard bySelector[function.selector] == nil else { continue }
                bySelector[function.selector] = function
                byName[function.name, default: []].append(function)
            }
        }
        self.byName = byName
        self.bySelector = bySelector
    }

    /// The selector of a function by its name or signature.
    func selector(of name: String) throws(DeploymentError) -> Selector {
        if name.contains("("), let function = bySelector[Selector(signature: name)], function.signature == name { return function.selector }
        let functions = byName[name] ?? []
        guard let first = functions.first else { throw .unknownFunction(name: name, release: release.rawValue) }
        guard functions.count == 1 else { throw .ambiguousFunction(name: name, signatures: functions.map(\.signature).sorted()) }
        return first.selector
    }

    /// The function of a selector.
    func function(_ selector: Selector) -> Function? { bySelector[selector] }
}

extension ReleaseFunctions {
    /// The table of a release; made once, on first use.
    static func of(_ release: Release) -> ReleaseFunctions {
        switch release {
        case .v085: v085
        case .v086: v086
        }
    }

    /// Every release that a selector may come from, the oldest first.
    static var all: [ReleaseFunctions] { [v084, v085, v086] }

    static let v084 = ReleaseFunctions(
        .v084, [("Core", Symmio084.Core.Calls.all), ("MultiAccount", Symmio084.MultiAccount.Calls.all)])
    private static let v085 = ReleaseFunctions(
        .v085,
        [
            ("Core", Symmio085.Core.Calls.all), ("AccountLayer", Symmio085.AccountLayer.Calls.all),
            ("InstantLayer", Symmio085.InstantLayer.Calls.all),
        ])
    private static let v086 = ReleaseFunctions(
        .v086,
        [
            ("Core", Symmio086.Core.Calls.all), ("AccountLayer", Symmio086.AccountLayer.Calls.all),
            ("InstantLayer", Symmio086.InstantLayer.Calls.all),
        ])
}
