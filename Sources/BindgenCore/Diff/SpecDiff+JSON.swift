extension SpecDiff {
    /// The differences in the form that tools read. Where several contracts were compared, each finding has a member `contract`; where the Swift
    /// surface was compared, there is a member `swift`.
    public var json: JSONOutput {
        let list = { (change: DiffFinding.Change) in JSONOutput.array(findings.filter { $0.change == change }.map(Self.json)) }
        var members: [JSONOutput.Member] = [
            .init("added", list(.added)), .init("removed", list(.removed)), .init("changed", list(.changed)),
            .init("summary", .object(DiffClass.allCases.map { .init($0.rawValue, .integer(count($0))) })),
        ]
        if let swift { members.append(.init("swift", Self.json(swift))) }
        return .object(members)
    }

    private static func json(_ finding: DiffFinding) -> JSONOutput {
        var members: [JSONOutput.Member] = [.init("kind", .string(finding.kind.rawValue))]
        if !finding.contract.isEmpty { members.append(.init("contract", .string(finding.contract))) }
        members.append(.init("signature", .string(finding.signature)))
        switch finding.change {
        case .added, .removed: members.append(.init("id", JSONOutput(finding.id)))
        case .changed: members.append(.init("was", JSONOutput(finding.was)))
        }
        members.append(.init("class", .string(finding.class.rawValue)))
        switch finding.change {
        case .added: break
        case .removed: members.append(.init("likely", JSONOutput(finding.likely)))
        case .changed: members.append(.init("detail", JSONOutput(finding.detail)))
        }
        return .object(members)
    }

    private static func json(_ swift: SwiftSurface.Difference) -> JSONOutput {
        [
            "added": .array(swift.added.map { .string($0) }),
            "removed": .array(swift.removed.map { .string($0) }),
            "changed": .array(
                swift.changed.map { ["name": .string($0.name), "class": .string($0.class.rawValue), "detail": .string($0.detail)] }),
        ]
    }
}
