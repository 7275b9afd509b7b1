public import EVMClient

/// A document in which one place is other than it should be, or other than it was.
public struct JSONMutation: Sendable {
    /// What was done.
    public enum Kind: Sendable, Hashable {
        /// A member of an unknown name was added to the object.
        case unknownMember
        /// The same number as text, or the same text of digits as number.
        case otherStyle
        /// A value of a form that no scalar has, or a truth value for something else.
        case wrongForm
        /// A word for a number, an address or another word.
        case word
        /// A number, most of them out of some range, as a number or as text.
        case number(String)
        /// Another value of the same form.
        case otherValue
        /// Null.
        case null
        /// The member was taken out.
        case dropped
    }

    /// Where.
    public var place: JSONPlace
    /// What.
    public var kind: Kind
    /// What stands there now; nil where nothing does.
    public var value: JSONValue?
    /// The whole.
    public var document: JSONValue
}

extension JSONMutation: CustomStringConvertible {
    /// Where and what.
    public var description: String { "\(place.exact) → \(value?.text ?? "nothing") (\(kind))" }
}

extension JSONMutation {
    /// The word that no service knows.
    public static let oddWord = "an odd word"
    /// Numbers that stand nowhere else: an ordinary one, two beyond 64 bits, two beyond 256.
    public static let oddNumbers = [
        "86420975", "98765432109876543211", "-98765432109876543211", String(repeating: "9", count: 90), "-" + String(repeating: "9", count: 90),
    ]

    /// All that is done with a value at a place; containers are done as a whole, what is in them is done at its own place.
    public static func all(of document: JSONValue, at place: JSONPlace, _ value: JSONValue) -> [JSONMutation] {
        var list: [(Kind, JSONValue?)] = []
        for form in [JSONValue.object([:]), .array([]), .bool(true)] where !form.isLike(value) { list.append((.wrongForm, form)) }
        list.append((.word, .string(oddWord)))
        for digits in oddNumbers { list += [(.number(digits), .number(digits)), (.number(digits), .string(digits))] }
        switch value {
        case .number(let digits): list.append((.otherStyle, .string(digits)))
        case .string(let text) where text.isJSONNumber: list.append((.otherStyle, .number(text)))
        case .string(let text) where text.hasPrefix("0x") && text.utf8.count > 2:
            // Without the capitals, which say whether an address is spelt right.
            list.append((.otherValue, .string(text.lowercased().dropLast() + (text.hasSuffix("1") ? "2" : "1"))))
        case .bool(let flag): list.append((.otherValue, .bool(!flag)))
        default: break
        }
        list.append((.null, .null))
        if case .member? = place.steps.last { list.append((.dropped, nil)) }
        return list.map { kind, other in JSONMutation(place: place, kind: kind, value: other, document: document.with(other, at: place)) }
    }

    /// The objects of a document with a member that nobody knows, each in its turn, with values of several forms.
    public static func unknownMembers(of document: JSONValue, where isIncluded: (JSONPlace) -> Bool = { _ in true }) -> [JSONMutation] {
        let forms: [JSONValue] = [.object(["a": .array([.number("1"), .null])]), .null, .string("x"), .number("-1e3")]
        return document.places.flatMap { place, value -> [JSONMutation] in
            guard case .object(var members) = value, isIncluded(place) else { return [] }
            return forms.map { form in
                members["a_member_of_tomorrow"] = form
                return JSONMutation(place: place, kind: .unknownMember, value: form, document: document.with(.object(members), at: place))
            }
        }
    }
}

extension JSONValue {
    /// Whether two values are objects, arrays or truth values both.
    func isLike(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object, .object), (.array, .array), (.bool, .bool): true
        default: false
        }
    }
}

extension String {
    /// Whether the text could stand in JSON as a number.
    var isJSONNumber: Bool {
        guard let parsed = try? JSONValue(parsing: utf8), case .number = parsed else { return false }
        return true
    }
}
