import EVMCore
import Symmio
import SymmioContracts

/// Calls of the core in an account's name.
extension AccountLayerContract {
    /// What an account may not have called in its name: it would act on what is not its own.
    private static let forbidden: Set<Selector> = [
        Symmio085.Core.Calls.Deposit.selector, Symmio085.Core.Calls.DepositFor.selector,
        Symmio085.Core.Calls.DepositAndAllocate.selector, Symmio085.Core.Calls.InternalTransfer.selector,
        Symmio085.Core.Calls.LockQuote.selector, Symmio085.Core.Calls.OpenPosition.selector,
        Symmio085.Core.Calls.FillCloseRequest.selector,
    ]

    static func addCalls(_ table: inout ContractTable) {
        table.on(Calls.Call.self) { (world, frame, call) throws(Revert) in
            try callCore(&world, frame, account: call.account, callDatas: call.callDatas)
        }
    }

    static func addCallWithMargin(_ table: inout ContractTable) {
        table.on(Symmio086.AccountLayer.Calls.CallWithMargin.self) { (world, frame, call) throws(Revert) in
            try addMarginToNext(
                &world, frame, subAccount: call.account, isolationType: call.isolationType, symbolId: call.symbolId,
                amount: call.marginAmount)
            return try callCore(&world, frame, account: call.account, callDatas: call.callDatas)
        }
    }

    private static func callCore(
        _ world: inout World, _ frame: Frame, account: Address, callDatas: [Bytes]
    ) throws(Revert) -> [Bytes] {
        try requireOwner(world, frame, of: account)
        var results: [Bytes] = []
        for data in callDatas {
            guard data.count >= 4, let selector = Selector(data.prefix(4)) else { throw Revert(Errors.InvalidCallData()) }
            guard !forbidden.contains(selector) else { throw Revert(Errors.Unauthorized()) }
            let caller = try self.caller(&world, frame, account: account, selector: selector, data: data)
            let result = try world.call(world.addresses.core, from: caller, data: data, depth: frame.depth + 1)
            world.emit(
                Events.Call(sender: signer(world, frame), account: account, callData: data, success: true, resultData: result), in: frame)
            results.append(result)
        }
        return results
    }

    /// Who calls the core: the account, or for its quotes the virtual account that they belong to.
    private static func caller(
        _ world: inout World, _ frame: Frame, account: Address, selector: Selector, data: Bytes
    ) throws(Revert) -> Address {
        guard let (symbolId, position) = quote(selector, data) else { return account }
        if let virtual = world.accountLayer.virtualAccounts[account] {
            guard virtual.isExists else { throw Revert(Errors.AccountDoesNotExist()) }
            guard virtual.symbolId == symbolId else { throw Revert(Errors.SymbolNotAllowedForThisAccount()) }
            let isOther =
                (virtual.isolationType == .marketLong && position != .long) || (virtual.isolationType == .marketShort && position != .short)
            guard !isOther else { throw Revert(Errors.PositionTypeNotAllowedForThisAccount()) }
            return account
        }
        guard let type = world.accountLayer.subAccounts[account]?.isolationType.virtualAccountIsolation(for: position) else { return account }
        return takeVirtualAccount(
            &world, frame, Key(subAccount: account, isolationType: type, symbolId: symbolId), metadata: Bytes())
    }

    /// Market and direction, where a call sends a quote.
    private static func quote(_ selector: Selector, _ data: Bytes) -> (symbolId: UInt256, position: Symmio085.Core.PositionType)? {
        typealias V085 = Symmio085.Core.Calls
        typealias V086 = Symmio086.Core.Calls
        switch selector {
        case V085.SendQuoteWithAffiliateAndData.selector:
            return (try? V085.SendQuoteWithAffiliateAndData(decoding: data)).map { ($0.symbolId, $0.positionType) }
        case V085.SendQuoteWithAffiliate.selector:
            return (try? V085.SendQuoteWithAffiliate(decoding: data)).map { ($0.symbolId, $0.positionType) }
        case V085.SendQuote.selector: return (try? V085.SendQuote(decoding: data)).map { ($0.symbolId, $0.positionType) }
        case V086.SendQuote.selector: return (try? V086.SendQuote(decoding: data)).map { ($0.symbolId, $0.positionType) }
        default: return nil
        }
    }
}

/// What can be read of the Account Layer.
extension AccountLayerContract {
    static func addViews(_ table: inout ContractTable) {
        table.on(Calls.MaxNameLength.self) { (_, _, _) throws(Revert) in UInt256(100 as UInt64) }
        table.on(Calls.GlobalNonce.self) { (world, _, _) throws(Revert) in world.accountLayer.globalNonce }
        table.on(Calls.OwnerOf.self) { (world, _, call) throws(Revert) in world.accountLayer.owner(of: call.account) ?? .zero }
        table.on(Calls.IsWhitelistedSymmioCore.self) { (world, _, call) throws(Revert) in call.core == world.addresses.core }
        table.on(Calls.GetRelatedCore.self) { (world, _, call) throws(Revert) in
            world.accountLayer.owner(of: call.account) == nil ? .zero : world.addresses.core
        }
        table.on(Calls.GetAffiliateState.self) { (world, _, call) throws(Revert) in
            call.affiliate == world.addresses.affiliate ? .active : .none
        }
        table.on(Calls.GetUserSubAccountsAddresses.self) { (world, _, call) throws(Revert) in
            (world.accountLayer.subAccountsOf[call.owner] ?? []).page(call.offset, call.limit)
        }
        table.on(Calls.GetUserSubAccounts.self) { (world, _, call) throws(Revert) in
            (world.accountLayer.subAccountsOf[call.owner] ?? []).page(call.offset, call.limit)
                .compactMap { world.accountLayer.subAccounts[$0] }
        }
        table.on(Calls.GetSubAccountsCountOfUser.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.accountLayer.subAccountsOf[call.owner]?.count ?? 0))
        }
        table.on(Calls.GetSubAccount.self) { (world, _, call) throws(Revert) in
            world.accountLayer.subAccounts[call.account]
                ?? .init(
                    accountAddress: .zero, owner: .zero, name: "", isExists: false, singleVAMode: false, affiliate: .zero,
                    symmioCore: .zero, metadata: Bytes(), isolationType: .position)
        }
        addVirtualViews(&table)
    }

    private static func addVirtualViews(_ table: inout ContractTable) {
        table.on(Calls.GetSubAccountVirtualNonce.self) { (world, _, call) throws(Revert) in
            world.accountLayer.virtualNonces[call.subAccount] ?? .zero
        }
        table.on(Calls.PredictNextVirtualAccountAddress.self) { (world, _, call) throws(Revert) in
            world.accountLayer.predicted(Key(subAccount: call.subAccount, isolationType: call.isolationType, symbolId: call.symbolId))
        }
        table.on(Calls.GetActiveVAByKey.self) { (world, _, call) throws(Revert) in
            world.accountLayer.activeByKey[Key(subAccount: call.subAccount, isolationType: call.isolationType, symbolId: call.symbolId)]
                ?? .zero
        }
        table.on(Calls.GetVirtualAccount.self) { (world, _, call) throws(Revert) in
            world.accountLayer.virtualAccounts[call.account] ?? .absent
        }
        table.on(Calls.GetVirtualAccountsAddressesOfSubAccount.self) { (world, _, call) throws(Revert) in
            (world.accountLayer.virtualAccountsOf[call.subAccount] ?? []).page(call.offset, call.limit)
        }
        table.on(Calls.GetVirtualAccountsOfSubAccount.self) { (world, _, call) throws(Revert) in
            (world.accountLayer.virtualAccountsOf[call.subAccount] ?? []).page(call.offset, call.limit)
                .compactMap { world.accountLayer.virtualAccounts[$0] }
        }
        table.on(Calls.GetVirtualAccountsCountOfSubAccount.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.accountLayer.virtualAccountsOf[call.subAccount]?.count ?? 0))
        }
        table.on(Calls.GetVirtualAccountQuoteIds.self) { (world, _, call) throws(Revert) in
            (world.core.quoteIds[call.account] ?? []).page(call.offset, call.limit)
        }
    }
}

extension Symmio085.AccountLayer.VirtualAccountDetail {
    /// What the view answers for an address that is no virtual account.
    fileprivate static var absent: Self {
        Self(accountAddress: .zero, parentAccount: .zero, symbolId: .zero, isExists: false, metadata: Bytes(), isolationType: .position)
    }
}
