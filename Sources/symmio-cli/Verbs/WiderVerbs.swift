import EVMCore
import Symmio
import SymmioSandbox

/// Orders that wait, groups, margin and withdrawals; and what steers a sandbox's side of them.
enum WiderVerbs {
    static let all: [Verb] = OrderVerbs.all + GroupVerbs.all + WithdrawVerbs.all + HistoryVerbs.all

    /// Does what a line of a sandbox's standard input says about orders and withdrawals.
    ///
    /// - Returns: What happened, in words; nil where the line is about something else.
    static func obey(_ words: [String], _ sandbox: Sandbox) async throws -> String? {
        switch (words.first ?? "", words.count) {
        case ("orders", 2):
            guard let conduct = SandboxLimitOrders.Conduct(rawValue: words[1]) else {
                throw UsageError("orders: '\(words[1])' is none of \(SandboxLimitOrders.Conduct.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            await sandbox.limitOrders.set(conduct)
            return "the solver \(conduct.rawValue) orders"
        case ("cancels", 2):
            guard ["agree", "refuse"].contains(words[1]) else { throw UsageError("cancels: '\(words[1])' is neither agree nor refuse") }
            await sandbox.limitOrders.setAgreesToCancel(words[1] == "agree")
            return "the solver \(words[1])s to cancel"
        case ("partial", 2):
            let quantity = words[1] == "off" ? nil : try Words.wad(words[1], "partial")
            await sandbox.limitOrders.setPartialFill(quantity)
            return quantity.map { "orders are filled by \($0) only" } ?? "orders are filled wholly"
        case ("suspend", 2), ("unsuspend", 2):
            try await sandbox.setSuspended(words[0] == "suspend", try Words.address(words[1], words[0]))
            return "\(words[1]) is \(words[0])ed"
        case ("speed-up", 2):
            try await sandbox.setMaySpeedUp(true, try Words.address(words[1], "speed-up"))
            return "\(words[1]) may ask for shorter cooldowns"
        case ("speed-up", 4):
            try await sandbox.speedUpWithdrawal(
                try Words.identifier(words[2], "speed-up"), of: try Words.address(words[1], "speed-up"), cooldown: try Words.seconds(words[3], "speed-up"))
            return "withdrawal \(words[2]) of \(words[1]) waits \(words[3]) only"
        default: return nil
        }
    }
}
