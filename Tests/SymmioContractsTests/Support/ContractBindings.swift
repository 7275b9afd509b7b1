import EVMCore
import SymmioContracts
import Testing

/// A contract's generated types and the name of its vectors.
struct ContractBindings: Sendable, CustomTestStringConvertible {
    /// The middle of the vector files' names, `symmio-core-0.8.5`.
    let vectors: String
    let calls: any ContractInterface.Type
    let callTypes: [any ContractCall.Type]
    let errors: any ContractInterface.Type
    let errorTypes: [any ContractError.Type]
    let events: any ContractEventInterface.Type
    let eventTypes: [any ContractEvent.Type]

    var testDescription: String { vectors }

    /// Every contract of every release.
    static let symmio: [ContractBindings] = [
        ContractBindings(
            vectors: "symmio-core-0.8.4", calls: Symmio084.Core.Calls.self, callTypes: Symmio084.Core.Calls.all,
            errors: Symmio084.Core.Errors.self, errorTypes: Symmio084.Core.Errors.all,
            events: Symmio084.Core.Events.self, eventTypes: Symmio084.Core.Events.all),
        ContractBindings(
            vectors: "multi-account-0.8.4", calls: Symmio084.MultiAccount.Calls.self, callTypes: Symmio084.MultiAccount.Calls.all,
            errors: Symmio084.MultiAccount.Errors.self, errorTypes: Symmio084.MultiAccount.Errors.all,
            events: Symmio084.MultiAccount.Events.self, eventTypes: Symmio084.MultiAccount.Events.all),
        ContractBindings(
            vectors: "party-b-0.8.4", calls: Symmio084.PartyB.Calls.self, callTypes: Symmio084.PartyB.Calls.all,
            errors: Symmio084.PartyB.Errors.self, errorTypes: Symmio084.PartyB.Errors.all,
            events: Symmio084.PartyB.Events.self, eventTypes: Symmio084.PartyB.Events.all),
        ContractBindings(
            vectors: "erc20", calls: Symmio084.ERC20.Calls.self, callTypes: Symmio084.ERC20.Calls.all,
            errors: Symmio084.ERC20.Errors.self, errorTypes: Symmio084.ERC20.Errors.all,
            events: Symmio084.ERC20.Events.self, eventTypes: Symmio084.ERC20.Events.all),
        ContractBindings(
            vectors: "symmio-core-0.8.5", calls: Symmio085.Core.Calls.self, callTypes: Symmio085.Core.Calls.all,
            errors: Symmio085.Core.Errors.self, errorTypes: Symmio085.Core.Errors.all,
            events: Symmio085.Core.Events.self, eventTypes: Symmio085.Core.Events.all),
        ContractBindings(
            vectors: "account-layer-0.8.5", calls: Symmio085.AccountLayer.Calls.self, callTypes: Symmio085.AccountLayer.Calls.all,
            errors: Symmio085.AccountLayer.Errors.self, errorTypes: Symmio085.AccountLayer.Errors.all,
            events: Symmio085.AccountLayer.Events.self, eventTypes: Symmio085.AccountLayer.Events.all),
        ContractBindings(
            vectors: "instant-layer-0.8.5", calls: Symmio085.InstantLayer.Calls.self, callTypes: Symmio085.InstantLayer.Calls.all,
            errors: Symmio085.InstantLayer.Errors.self, errorTypes: Symmio085.InstantLayer.Errors.all,
            events: Symmio085.InstantLayer.Events.self, eventTypes: Symmio085.InstantLayer.Events.all),
        ContractBindings(
            vectors: "account-manager-0.8.5", calls: Symmio085.AccountManager.Calls.self, callTypes: Symmio085.AccountManager.Calls.all,
            errors: Symmio085.AccountManager.Errors.self, errorTypes: Symmio085.AccountManager.Errors.all,
            events: Symmio085.AccountManager.Events.self, eventTypes: Symmio085.AccountManager.Events.all),
        ContractBindings(
            vectors: "party-b-0.8.5", calls: Symmio085.PartyB.Calls.self, callTypes: Symmio085.PartyB.Calls.all,
            errors: Symmio085.PartyB.Errors.self, errorTypes: Symmio085.PartyB.Errors.all,
            events: Symmio085.PartyB.Events.self, eventTypes: Symmio085.PartyB.Events.all),
        ContractBindings(
            vectors: "symmio-core-0.8.6", calls: Symmio086.Core.Calls.self, callTypes: Symmio086.Core.Calls.all,
            errors: Symmio086.Core.Errors.self, errorTypes: Symmio086.Core.Errors.all,
            events: Symmio086.Core.Events.self, eventTypes: Symmio086.Core.Events.all),
        ContractBindings(
            vectors: "account-layer-0.8.6", calls: Symmio086.AccountLayer.Calls.self, callTypes: Symmio086.AccountLayer.Calls.all,
            errors: Symmio086.AccountLayer.Errors.self, errorTypes: Symmio086.AccountLayer.Errors.all,
            events: Symmio086.AccountLayer.Events.self, eventTypes: Symmio086.AccountLayer.Events.all),
        ContractBindings(
            vectors: "instant-layer-0.8.6", calls: Symmio086.InstantLayer.Calls.self, callTypes: Symmio086.InstantLayer.Calls.all,
            errors: Symmio086.InstantLayer.Errors.self, errorTypes: Symmio086.InstantLayer.Errors.all,
            events: Symmio086.InstantLayer.Events.self, eventTypes: Symmio086.InstantLayer.Events.all),
        ContractBindings(
            vectors: "party-b-0.8.6", calls: Symmio086.PartyB.Calls.self, callTypes: Symmio086.PartyB.Calls.all,
            errors: Symmio086.PartyB.Errors.self, errorTypes: Symmio086.PartyB.Errors.all,
            events: Symmio086.PartyB.Events.self, eventTypes: Symmio086.PartyB.Events.all),
    ]

    /// What Symmio's contracts lack: all widths, nested arrays, anonymous events; made by the build plugin for this target.
    static let synthetic = ContractBindings(
        vectors: "synthetic", calls: Synthetic.Everything.Calls.self, callTypes: Synthetic.Everything.Calls.all,
        errors: Synthetic.Everything.Errors.self, errorTypes: Synthetic.Everything.Errors.all,
        events: Synthetic.Everything.Events.self, eventTypes: Synthetic.Everything.Events.all)

    static let all = symmio + [synthetic]
}
