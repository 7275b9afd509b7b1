import EVMCore
import SymmioContracts

/// What the administrator does about users and their withdrawals.
extension CoreContract {
    static func addSuspension(_ table: inout ContractTable) {
        table.on(Calls.IsSuspended.self) { (world, _, call) throws(Revert) in world.core.suspended.contains(call.user) }
        table.on(Calls.SuspendedAddress.self) { (world, frame, call) throws(Revert) in
            try requireAdministrator(world, frame)
            world.core.suspended.insert(call.user)
            world.emit(Events.SetSuspendedAddress(user: call.user, isSuspended: true), in: frame)
            return NoReturn()
        }
        table.on(Calls.UnsuspendedAddress.self) { (world, frame, call) throws(Revert) in
            try requireAdministrator(world, frame)
            world.core.suspended.remove(call.user)
            world.emit(Events.SetSuspendedAddress(user: call.user, isSuspended: false), in: frame)
            return NoReturn()
        }
        table.on(Calls.IsSpeedUpEligible.self) { (world, _, call) throws(Revert) in world.core.speedUpUsers.contains(call.user) }
        table.on(Calls.SetSpeedUpUser.self) { (world, frame, call) throws(Revert) in
            try requireAdministrator(world, frame)
            if call.speedUp { world.core.speedUpUsers.insert(call.user) } else { world.core.speedUpUsers.remove(call.user) }
            world.emit(Events.SetSpeedUpUser(user: call.user, speedUp: call.speedUp), in: frame)
            return NoReturn()
        }
    }

    static func requireAdministrator(_ world: World, _ frame: Frame) throws(Revert) {
        try require(frame.sender == world.settings.administrator && !frame.sender.isZero, "Accessibility: Must have role")
    }
}
