/// One row of the table: some work of ours beside the limit it is held against.
///
/// Both are measured in turns within the same run, as machines are shared and another day's nanoseconds mean nothing here.
struct Benchmark {
    /// What is done, as the table names it.
    let name: String
    /// What the limit is, in a few words.
    let limitName: String
    /// The ratio of ours to the limit that is aimed at; nil where the row is for information.
    let aim: Double?
    /// Runs both sides and says how long they took.
    let measure: (Effort) -> Comparison
    /// Whether both sides give the same answer; checked before anything is timed.
    let agrees: () -> Bool

    /// A row that times `ours` against `limit`, each called once per operation.
    ///
    /// What the closures return is consumed, so that the work cannot be optimised away. Pass `agrees` where the limit computes the same thing.
    init<Ours, Limit>(
        _ name: String,
        against limitName: String,
        aim: Double?,
        agrees: @escaping () -> Bool = { true },
        ours: @escaping () -> Ours,
        limit: @escaping () -> Limit
    ) {
        self.init(name, against: limitName, aim: aim, agrees: agrees, repeated: { count in for _ in 0..<count { consume(ours()) } }, limit: limit)
    }

    /// A row of which `ours` does the work as often as it is told to.
    ///
    /// For work on a value that a user has at hand, as an argument or a local constant: what a closure captures, or reads through a pointer, is
    /// copied for each call of a method, with all its arrays retained and released, and the limit has nothing of that.
    init<Limit>(
        _ name: String, against limitName: String, aim: Double?, agrees: @escaping () -> Bool = { true }, repeated ours: @escaping (Int) -> Void,
        limit: @escaping () -> Limit
    ) {
        self.name = name
        self.limitName = limitName
        self.aim = aim
        self.agrees = agrees
        measure = { effort in
            compare(effort, ours: ours, limit: { count in for _ in 0..<count { consume(limit()) } })
        }
    }
}

/// Groups of rows in the order of the table. A new group is a file in Rows/ and a line here.
func allBenchmarks() -> [Benchmark] {
    [
        keccakRows(), callRows(), quoteRows(), digestRows(), signingRows(), transactionRows(), tradeRows(),
    ].flatMap { $0 }
}
