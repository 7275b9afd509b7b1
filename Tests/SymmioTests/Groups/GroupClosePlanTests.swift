import EVMCore
import Symmio
import Testing

/// Plans of partial closes: what each of them must hold, whatever is open and asked for.
struct GroupClosePlanTests {
    private func candidate(_ id: UInt64, _ open: String, _ least: String) throws -> GroupClosePlan.Candidate {
        .init(quoteId: UInt256(id), open: try Wad(open), minimumRemainder: try Wad(least))
    }

    private let step = Wad(units: 1_000_000_000_000_000)

    @Test func largestAreClosedFirst() throws {
        let candidates = [try candidate(1, "3", "1"), try candidate(2, "10", "1"), try candidate(3, "5", "1")]
        let plan = try GroupClosePlan(closing: try Wad("12"), of: candidates, step: step)
        #expect(plan.parts.map(\.quoteId) == [2, 3])
        #expect(plan.parts.map(\.quantity) == [try Wad("10"), try Wad("2")])
        let all = try GroupClosePlan(closing: try Wad("18"), of: candidates, step: step)
        #expect(all.parts.allSatisfy { $0.remainder == .zero })
        #expect(all.parts.count == 3)
    }

    @Test func smallerOnesAreClosedWholeWhereLargerLeaveDust() throws {
        // 7 of the first leaves 1 that the second cannot give; all of the second and 3 of the first come out.
        let plan = try GroupClosePlan(closing: try Wad("8"), of: [try candidate(1, "10", "3"), try candidate(2, "5", "5")], step: step)
        #expect(plan.parts.map(\.quantity) == [try Wad("3"), try Wad("5")])
    }

    @Test func whatDoesNotComeOutIsSaid() throws {
        let one = [try candidate(1, "10", "4")]
        #expect(throws: GroupClosePlan.Failure.leavesDust(wanted: try Wad("8"), nearest: try Wad("6"))) {
            try GroupClosePlan(closing: try Wad("8"), of: one, step: step)
        }
        #expect(throws: GroupClosePlan.Failure.aboveOpen(wanted: try Wad("11"), open: try Wad("10"))) {
            try GroupClosePlan(closing: try Wad("11"), of: one, step: step)
        }
        #expect(throws: GroupClosePlan.Failure.nothingToClose) { try GroupClosePlan(closing: .zero, of: one, step: step) }
        #expect(throws: GroupClosePlan.Failure.nothingToClose) { try GroupClosePlan(closing: .one, of: [], step: step) }
        let many = try (1...150).map { try candidate(UInt64($0), "1", "1") }
        #expect(throws: GroupClosePlan.Failure.tooMany(needed: 150, most: 100)) {
            try GroupClosePlan(closing: try Wad("150"), of: many, step: step)
        }
    }

    @Test func numbersBeyondAllMeasureAreAnError() throws {
        let huge = GroupClosePlan.Candidate(quoteId: 1, open: Wad(units: .max), minimumRemainder: .zero)
        #expect(throws: GroupClosePlan.Failure.self) { try GroupClosePlan(closing: .one, of: [huge, huge], step: step) }
    }

    /// Against all there is: how few positions a quantity can be closed of, and what can be closed below one that cannot.
    @Test func noPlanTouchesFewerAndNoneIsMissed() throws {
        var random = Xorshift(seed: 11)
        var (planned, refused) = (0, 0)
        for _ in 0..<1_500 {
            let least = Int(random.next() % 8 + 1)
            let sizes = (0..<Int(random.next() % 6 + 1)).map { _ in least + Int(random.next() % UInt64(3 * least + 1)) }
            let wanted = Int(random.next() % UInt64(sizes.reduce(0, +))) + 1
            // The fewest positions for each quantity that can be reached.
            var reached = [0: 0]
            for size in sizes {
                var next = reached
                for (sum, count) in reached {
                    for part in Array(1..<max(1, size - least + 1)) + [size] where sum + part <= wanted {
                        next[sum + part] = min(next[sum + part] ?? .max, count + 1)
                    }
                }
                reached = next
            }
            func wad(_ steps: Int) -> Wad { Wad(units: UInt256(UInt64(steps)) &* step.units) }
            let candidates = sizes.enumerated().map { index, size in
                GroupClosePlan.Candidate(quoteId: UInt256(UInt64(index + 1)), open: wad(size), minimumRemainder: wad(least))
            }
            do throws(GroupClosePlan.Failure) {
                let plan = try GroupClosePlan(closing: wad(wanted), of: candidates, step: step)
                #expect(plan.parts.count == reached[wanted], "\(wanted) of \(sizes), \(least) has to stay")
                planned += 1
            } catch {
                #expect(error == .leavesDust(wanted: wad(wanted), nearest: wad(reached.keys.max() ?? 0)), "\(wanted) of \(sizes), \(least) has to stay")
                refused += 1
            }
        }
        #expect(planned > 500 && refused > 50)
    }

    @Test func everyPlanIsExactAndLeavesEnough() throws {
        var random = Xorshift(seed: 7)
        var planned = 0
        for _ in 0..<2_000 {
            let candidates = (0..<Int(random.next() % 6 + 1)).map { index in
                let open = (random.next() % 50 + 1) * 1_000_000_000_000_000
                return GroupClosePlan.Candidate(
                    quoteId: UInt256(UInt64(index + 1)), open: Wad(units: UInt256(open)),
                    minimumRemainder: Wad(units: UInt256(min(open, random.next() % 20 * 1_000_000_000_000_000))))
            }
            let wanted = Wad(units: UInt256((random.next() % 150 + 1) * 1_000_000_000_000_000))
            let plan: GroupClosePlan
            do {
                plan = try GroupClosePlan(closing: wanted, of: candidates, step: step)
            } catch .leavesDust(let asked, let nearest) {
                #expect(asked == wanted && nearest < wanted)
                if nearest > .zero { #expect(throws: Never.self) { try GroupClosePlan(closing: nearest, of: candidates, step: step) } }
                continue
            } catch {
                continue
            }
            planned += 1
            var sum = Wad.zero
            for part in plan.parts {
                sum = try sum + part.quantity
                let of = try #require(candidates.first { $0.quoteId == part.quoteId })
                #expect(try part.quantity + part.remainder == of.open)
                #expect(part.remainder == .zero || part.remainder >= of.minimumRemainder)
                #expect(part.remainder == .zero || part.quantity.units % step.units == .zero)
            }
            #expect(sum == wanted)
            #expect(Set(plan.parts.map(\.quoteId)).count == plan.parts.count)
            let reversed = try GroupClosePlan(closing: wanted, of: candidates.reversed(), step: step)
            #expect(reversed == plan)
        }
        #expect(planned > 500)
    }
}

/// Numbers that are the same in every run.
struct Xorshift {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state >> 11
    }
}
