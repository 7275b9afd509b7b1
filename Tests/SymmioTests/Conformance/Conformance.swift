import EVMClient
import EVMCore
import JSONMutations
import Testing

@testable import Symmio

/// Derives from a ``Shape`` all that can be wrong with its document, and finds out what the library makes of each.
///
/// * Members that nobody knows, in every object, change nothing.
/// * A number in the other style changes nothing.
/// * A value of a wrong form is an error that names the document and the place, or the member is not read at all.
/// * A value of the right form is in the result, letter for letter, or it is such an error. It is never dropped, clamped or cut.
/// * A member that is null is as one that is not there.
struct Conformance: Sendable {
    let shape: Shape
    let baseline: Outcome
    private let document: JSONValue
    /// What is not as it should be.
    private(set) var complaints: [String] = []
    private(set) var reads: [String: Set<String>] = [:]
    private(set) var required: Set<String> = []
    private(set) var nullable: Set<String> = []
    private(set) var unread: Set<String> = []
    private(set) var oneStyle: Set<String> = []
    /// Places at which the shape's excuses were needed.
    private(set) var excused: Set<String> = []

    init(_ shape: Shape) async throws {
        self.shape = shape
        document = try JSONValue(parsing: shape.json.utf8)
        baseline = await Outcome { try await shape.read(Bytes(utf8: shape.json)) }
        guard case .read = baseline else {
            complaints.append("the shape itself: \(baseline)")
            return
        }
        for mutation in JSONMutation.unknownMembers(of: document, where: { !shape.isRaw($0) && !shape.maps.contains($0.general) }) {
            let outcome = await outcome(mutation)
            if outcome != baseline { complaints.append("\(mutation): \(outcome)") }
        }
        for (place, value) in document.places where !shape.isRaw(place) {
            // The root of a frame tells reports from what is none.
            if place == .root, shape.request == nil { continue }
            await judge(place, value)
        }
    }

    private func outcome(_ mutation: JSONMutation) async -> Outcome {
        let bytes = Bytes(mutation.document.utf8)
        return await Outcome { try await shape.read(bytes) }
    }

    private mutating func judge(_ place: JSONPlace, _ value: JSONValue) async {
        var outcomes: [(mutation: JSONMutation, outcome: Outcome)] = []
        for mutation in JSONMutation.all(of: document, at: place, value) { outcomes.append((mutation, await outcome(mutation))) }
        let name = place.general
        guard outcomes.contains(where: { $0.outcome != baseline }) else {
            unread.insert(name)
            return
        }
        let isContainer = value.object != nil || value.array != nil
        for (mutation, outcome) in outcomes {
            if let complaint = complaint(mutation, outcome, isContainer: isContainer) {
                if isExcused(mutation) { excused.insert(name) } else { complaints.append("\(mutation): \(complaint)") }
            }
            switch mutation.kind {
            case .otherStyle where isFault(outcome, at: place): oneStyle.insert(name)
            case .dropped where isFault(outcome, at: place): required.insert(name)
            default: break
            }
            if !isContainer { reads[name, default: []].formUnion(outcome.changes(from: baseline)) }
        }
        // An entry of a map is there or it is not.
        judgeAbsence(outcomes, name, isEntry: shape.maps.contains(JSONPlace(steps: place.steps.dropLast()).general))
    }

    private mutating func judgeAbsence(_ outcomes: [(mutation: JSONMutation, outcome: Outcome)], _ name: String, isEntry: Bool) {
        guard let null = outcomes.first(where: { $0.mutation.kind == .null })?.outcome,
            let dropped = outcomes.first(where: { $0.mutation.kind == .dropped })?.outcome
        else { return }
        if case .fault = dropped {
            if case .fault = null { return }
            nullable.insert(name)
        } else if null != dropped, !isEntry {
            complaints.append("\(name): \(null) where it is null, \(dropped) where it is missing")
        }
    }

    /// Whether the shape says why it is right.
    private func isExcused(_ mutation: JSONMutation) -> Bool {
        switch mutation.kind {
        case .word, .number: shape.lenient[mutation.place.general] != nil || shape.forms[mutation.place.general] != nil
        case .wrongForm, .null, .dropped: shape.forms[mutation.place.general] != nil
        case .unknownMember, .otherStyle, .otherValue: false
        }
    }

    private func complaint(_ mutation: JSONMutation, _ outcome: Outcome, isContainer: Bool) -> String? {
        if case .other = outcome { return "\(outcome)" }
        if case .fault(let fault, let words) = outcome {
            guard fault.path == mutation.place.exact else { return "the error names '\(fault.path)': \(words)" }
            guard words.contains(shape.document), fault.path.isEmpty || words.contains(fault.path) else { return "the error does not say where: \(words)" }
            return nil
        }
        switch mutation.kind {
        case .unknownMember, .otherStyle: return outcome == baseline ? nil : "\(outcome)"
        case .null, .dropped, .otherValue: return nil
        case .wrongForm:
            // What repeats the request is compared with it, whatever it is.
            if case .refused(let words) = outcome, words.contains(mutation.place.exact), !isContainer { return nil }
            return "taken for what it is not: \(outcome.changes(from: baseline).sorted())"
        case .word, .number:
            if case .refused = outcome, !isContainer { return nil }
            return isVisible(mutation, outcome) ? nil : "neither refused nor in the result: \(outcome.changes(from: baseline).sorted())"
        }
    }

    /// Whether what was put in is in what has changed.
    private func isVisible(_ mutation: JSONMutation, _ outcome: Outcome) -> Bool {
        guard case .read(let properties) = outcome else { return false }
        let wanted = if case .number(let digits) = mutation.kind { digits } else { JSONMutation.oddWord }
        // Units that are read as a decimal have a point in them.
        return outcome.changes(from: baseline).contains { properties[$0]?.filter { $0 != "." }.contains(wanted) == true }
    }

    private func isFault(_ outcome: Outcome, at place: JSONPlace) -> Bool {
        if case .fault(let fault, _) = outcome { fault.path == place.exact } else { false }
    }
}

extension Shape {
    func isRaw(_ place: JSONPlace) -> Bool {
        (0...place.steps.count).contains { raw.contains(JSONPlace(steps: Array(place.steps.prefix($0))).general) }
    }
}
