import EVMCore

/// Which nonces of which account are in use, so that transactions sent at the same time from one key get different ones.
///
/// The chain tells the next nonce; what was taken here and is not yet known there counts too. A nonce whose transaction was certainly not
/// sent is given back and goes to the next one, as long as the chain has not passed it.
actor NonceBook {
    private struct Account {
        /// The lowest nonce that was never taken here.
        var next: UInt64 = 0
        /// Those given back.
        var free: Set<UInt64> = []
    }

    private var accounts: [Address: Account] = [:]

    /// Takes the next nonce, the chain having counted `count` transactions.
    func take(for address: Address, count: UInt64) -> UInt64 {
        var account = accounts[address] ?? Account()
        account.free = account.free.filter { $0 >= count }
        let nonce: UInt64
        if let lowest = account.free.min() {
            account.free.remove(lowest)
            nonce = lowest
        } else {
            nonce = max(account.next, count)
            account.next = nonce &+ 1
        }
        accounts[address] = account
        return nonce
    }

    /// Gives back a nonce whose transaction was certainly not sent.
    func giveBack(_ nonce: UInt64, of address: Address) {
        guard var account = accounts[address], nonce < account.next else { return }
        account.free.insert(nonce)
        // Those at the end leave no gap.
        while account.next > 0, account.free.remove(account.next - 1) != nil { account.next -= 1 }
        accounts[address] = account
    }

    /// Forgets an account: the chain alone tells its next nonce.
    func forget(_ address: Address) { accounts[address] = nil }
}
