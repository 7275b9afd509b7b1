@testable import BindgenCore
import Testing

@Suite struct SwiftSurfaceTests {
    private func swift(_ old: String, _ new: String) throws -> SwiftSurface.Difference {
        try #require(try Compared.solidity(old, new, swift: true).swift)
    }

    @Test func typesComeAndGo() throws {
        let difference = try swift("function f(); error E(); enum X { A } event L(X x);", "function g(); error E(); event L(uint8 x);")
        #expect(difference.added == ["Calls.G"])
        #expect(difference.removed == ["Calls.F", "X"])
        #expect(difference.changed == [.init(name: "Events.L", detail: "x: X → Swift.UInt8", class: .source)])
        #expect(difference.breaks == 3)
    }

    @Test func members() throws {
        let difference = try swift(
            "struct S { uint256 a; } function f(uint256 a, S s) returns (bool);",
            "struct S { uint256 a; uint256 b; } function f(uint256 c, S s) returns (uint256);")
        #expect(
            difference.changed == [
                .init(name: "Calls.F", detail: "Return: Swift.Bool → EVMCore.UInt256; a is gone; new: c", class: .source),
                .init(name: "S", detail: "new: b", class: .source),
            ])
    }

    /// Enums may grow, as the stability promise says.
    @Test func enumsMayGrow() throws {
        let difference = try swift("enum X { A } function f(X x);", "enum X { A, B } function f(X x);")
        #expect(difference.changed == [.init(name: "X", detail: "new: b", class: .harmless)])
        #expect(difference.breaks == 0)
    }

    @Test func orderOfArguments() throws {
        let difference = try swift("function f(uint256 a, uint256 b);", "function f(uint256 b, uint256 a);")
        #expect(difference.changed == [.init(name: "Calls.F", detail: "its initialiser takes the members in another order", class: .source)])
    }

    /// Two releases differ in the namespace too, which is no difference.
    @Test func releases() throws {
        let difference = try #require(try Compared.releases("Symmio085", "Symmio086", swift: true).swift)
        #expect(difference.added.contains("Core.Calls.OpenPositionWithSolverFees"))
        #expect(difference.removed.contains("Core.Calls.Owner"))
        let quote = try #require(difference.changed.first { $0.name == "Core.Calls.SendQuote" })
        #expect(quote.detail == "maxFundingRate is gone; new: Return, affiliate, data, solverFeeCaps")
        #expect(!difference.changed.contains { $0.detail.contains("Symmio08") || $0.detail.contains("Bindings.") })
        #expect(!difference.changed.contains { $0.name.hasPrefix("ERC20.") || $0.name.hasPrefix("InstantLayer.") })
    }
}
