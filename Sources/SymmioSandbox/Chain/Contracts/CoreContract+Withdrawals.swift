import EVMCore
import SymmioContracts

/// Withdrawals: asked for, waited for, paid out. Amounts of a request are in token units.
extension CoreContract {
    static func addWithdrawals(_ table: inout ContractTable) {
        table.on(Calls.WithdrawCooldownOf.self) { (world, _, _) throws(Revert) in UInt256(world.settings.withdrawCooldown) }
        table.on(Calls.GetLastWithdrawRequestId.self) { (world, _, call) throws(Revert) in
            UInt256(UInt64(world.core.withdrawals[call.user]?.count ?? 0))
        }
        table.on(Calls.InitiateWithdraw.self) { (world, frame, call) throws(Revert) in
            let user = frame.sender
            try require(!world.core.suspended.contains(user), "Accessibility: Sender is Suspended")
            try require(!call.parts.isEmpty, "WithdrawFacet : No withdraw parts")
            try require(call.parts.count <= 10, "WithdrawFacet : Too many withdraw parts")
            try require(!call.speedUp || world.core.speedUpUsers.contains(user), "WithdrawFacet : Not allowed to speed up withdraw")
            var total = UInt256.zero
            for part in call.parts {
                try require(!part.amount.isZero, "WithdrawFacet : Not allowed withdrawal zero amount")
                try require(part.virtualProvider.isZero, "WithdrawFacet : Not registered virtual provider")
                try require(part.expressProvider.isZero, "WithdrawFacet : Not registered express provider")
                try require(part.chainId == Int256(world.chainId), "WithdrawFacet : Invalid chainId for non-virtual part")
                try require(Address(part.receiver) != nil, "WithdrawFacet : Invalid address bytes length")
                total = try total.plus(part.amount)
            }
            let total18 = try total.times(.ether, over: tokenUnit(world))
            let balance = world.core.balances[user] ?? .zero
            try require(balance >= total18, "WithdrawFacet : Insufficient balance")
            world.core.balances[user] = balance &- total18
            let id = UInt256(UInt64((world.core.withdrawals[user]?.count ?? 0) + 1))
            let end = try world.now.plus(UInt256(world.settings.withdrawCooldown))
            world.core.withdrawals[user, default: []].append(
                .init(
                    id: id, user: user, parts: call.parts, timestamp: world.now, cooldownEndTime: end, status: .pending,
                    speedUp: call.speedUp, isCooldownModified: false, provider: .zero, isPureVirtual: false, providerData: call.data,
                    totalAmount: total, totalVirtualAmount: .zero, advancedAmount: .zero))
            world.emit(
                Events.WithdrawInitiated(
                    requestId: id, user: user, parts: call.parts, speedUp: call.speedUp, providerData: call.data, cooldownEndTime: end), in: frame)
            return .init(requestId: id, cooldownEndTime: end)
        }
        table.on(Calls.RequestCancelWithdraw.self) { (world, frame, call) throws(Revert) in
            let (index, request) = try withdrawal(world, frame.sender, call.requestId)
            try require(request.status == .pending, "WithdrawFacet : Invalid withdraw request status")
            try giveBack(&world, request, at: index, as: .cancelled)
            world.emit(Events.WithdrawCancelled(requestId: call.requestId, user: frame.sender), in: frame)
            return NoReturn()
        }
        table.on(Calls.FinalizeWithdrawRequest.self) { (world, frame, call) throws(Revert) in
            let (index, request) = try withdrawal(world, call.user, call.requestId)
            try require(request.status == .pending, "WithdrawFacet : Invalid withdraw request status")
            try require(request.cooldownEndTime <= world.now, "WithdrawFacet : Withdraw cooldown not over")
            world.core.withdrawals[call.user]?[index].status = .completed
            for part in request.parts {
                guard let receiver = Address(part.receiver) else { throw Revert("WithdrawFacet : Invalid address bytes length") }
                _ = try world.call(
                    Symmio085.ERC20.Calls.Transfer(to: receiver, amount: part.amount), at: world.addresses.collateral,
                    from: world.addresses.core, in: frame)
            }
            world.emit(Events.WithdrawFinalized(requestId: call.requestId, user: call.user), in: frame)
            return NoReturn()
        }
        table.on(Calls.SuspendWithdrawRequest.self) { (world, frame, call) throws(Revert) in
            try requireAdministrator(world, frame)
            try require(world.core.suspended.contains(call.user), "WithdrawFacet : User is not suspended")
            let (index, request) = try withdrawal(world, call.user, call.requestId)
            try require(request.status == .pending, "WithdrawFacet : Invalid withdraw request status")
            try giveBack(&world, request, at: index, as: .suspended)
            world.emit(Events.WithdrawSuspended(requestId: call.requestId, user: call.user), in: frame)
            return NoReturn()
        }
        table.on(Calls.AcceptSpeedUpRequest.self) { (world, frame, call) throws(Revert) in
            try requireAdministrator(world, frame)
            try require(!world.core.suspended.contains(call.user), "Accessibility: Sender is Suspended")
            let (index, request) = try withdrawal(world, call.user, call.requestId)
            try require(request.speedUp, "WithdrawFacet : Withdraw request is not speed up")
            try require(!request.isCooldownModified, "WithdrawFacet : Cooldown already modified")
            try require(request.status == .pending, "WithdrawFacet : Invalid withdraw request status")
            let least = UInt256(world.settings.minimumWithdrawCooldown)
            try require(call.newCooldown >= least, "WithdrawFacet : New cooldown exceeds min cooldown")
            let end = try request.timestamp.plus(call.newCooldown)
            world.core.withdrawals[call.user]?[index].cooldownEndTime = end
            world.core.withdrawals[call.user]?[index].isCooldownModified = true
            world.emit(
                Events.WithdrawSpeedUpAccepted(requestId: call.requestId, user: call.user, newCooldown: call.newCooldown), in: frame)
            return NoReturn()
        }
    }

    /// Ends a withdrawal without paying it out.
    private static func giveBack(
        _ world: inout World, _ request: Symmio086.Core.WithdrawRequest, at index: Int, as status: Symmio085.Core.WithdrawStatus
    ) throws(Revert) {
        world.core.withdrawals[request.user]?[index].status = status
        let total18 = try request.totalAmount.times(.ether, over: tokenUnit(world))
        world.core.balances[request.user] = try (world.core.balances[request.user] ?? .zero).plus(total18)
    }

    static func addWithdrawalViews085(_ table: inout ContractTable) {
        typealias Calls = Symmio085.Core.Calls
        table.on(Calls.GetWithdrawRequests.self) { (world, _, call) throws(Revert) in
            try withdrawal(world, call.user, call.requestId).request.before086
        }
        table.on(Calls.GetWithdrawRequestsBatch.self) { (world, _, call) throws(Revert) in
            (world.core.withdrawals[call.user] ?? []).page(call.start, call.size).map(\.before086)
        }
        table.on(Calls.GetPendingWithdrawRequests.self) { (world, _, call) throws(Revert) in
            pending(world, call.user).page(call.start, call.size).map(\.before086)
        }
    }

    static func addWithdrawalViews086(_ table: inout ContractTable) {
        typealias Calls = Symmio086.Core.Calls
        table.on(Calls.GetWithdrawRequests.self) { (world, _, call) throws(Revert) in
            try withdrawal(world, call.user, call.requestId).request
        }
        table.on(Calls.GetWithdrawRequestsBatch.self) { (world, _, call) throws(Revert) in
            (world.core.withdrawals[call.user] ?? []).page(call.start, call.size)
        }
        table.on(Calls.GetPendingWithdrawRequests.self) { (world, _, call) throws(Revert) in
            pending(world, call.user).page(call.start, call.size)
        }
    }

    private static func pending(_ world: World, _ user: Address) -> [Symmio086.Core.WithdrawRequest] {
        (world.core.withdrawals[user] ?? []).filter { $0.status == .pending }
    }

    private static func withdrawal(
        _ world: World, _ user: Address, _ id: UInt256
    ) throws(Revert) -> (index: Int, request: Symmio086.Core.WithdrawRequest) {
        let requests = world.core.withdrawals[user] ?? []
        guard let number = Int(exactly: id), number > 0, number <= requests.count else {
            throw Revert("WithdrawFacet : Invalid withdraw request ID")
        }
        return (number - 1, requests[number - 1])
    }
}

extension Symmio086.Core.WithdrawRequest {
    /// As 0.8.5 has it: without the amount advanced.
    fileprivate var before086: Symmio085.Core.WithdrawRequest {
        .init(
            id: id, user: user, parts: parts, timestamp: timestamp, cooldownEndTime: cooldownEndTime, status: status, speedUp: speedUp,
            isCooldownModified: isCooldownModified, provider: provider, isPureVirtual: isPureVirtual, providerData: providerData,
            totalAmount: totalAmount, totalVirtualAmount: totalVirtualAmount)
    }
}
