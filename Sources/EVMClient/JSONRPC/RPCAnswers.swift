import EVMCore

/// What the calls of one HTTP request came to.
typealias RPCResult = Result<JSONValue, RPCError>

/// Reads JSON-RPC answers and finds for each call its own.
enum RPCAnswers {
    /// The result of a single call.
    static func single(_ body: Bytes, id: Int) throws(InvalidAnswer) -> RPCResult {
        let answer = try json(body)
        guard answer.object != nil else { throw .notAnAnswer("it is \(answer.kindName), not an object") }
        return try result(answer, ids: id...id).result
    }

    /// The results of a batch in the order of the calls, whatever the order of the answers. A lone error in place of the batch, as from a
    /// node that takes no batches, is the second case.
    static func batch(_ body: Bytes, ids: ClosedRange<Int>) throws(InvalidAnswer) -> BatchResult {
        let answer = try json(body)
        if answer.object != nil {
            guard case .failure(let error) = try result(answer, ids: ids).result else { throw .notAnAnswer("it is one result for a batch") }
            return .refused(error)
        }
        guard let answers = answer.array else { throw .notAnAnswer("it is \(answer.kindName), not an array") }
        var results: [RPCResult?] = Array(repeating: nil, count: ids.count)
        for element in answers {
            let (id, result) = try result(element, ids: ids)
            guard let id else {
                // An error without an id may be anyone's; it is said of the whole.
                guard case .failure(let error) = result else { throw .wrongID("null") }
                return .refused(error)
            }
            guard results[id - ids.lowerBound] == nil else { throw .duplicateID(id) }
            results[id - ids.lowerBound] = result
        }
        var complete: [RPCResult] = []
        complete.reserveCapacity(results.count)
        for (index, result) in results.enumerated() {
            guard let result else { throw .missingAnswer(index) }
            complete.append(result)
        }
        return .results(complete)
    }

    enum BatchResult {
        case results([RPCResult])
        case refused(RPCError)
    }

    private static func json(_ body: Bytes) throws(InvalidAnswer) -> JSONValue {
        guard let first = body.first(where: { $0 > 0x20 }) else { throw .empty }
        guard first != UInt8(ascii: "<") else { throw .html }
        do throws(JSONParsingError) {
            return try JSONValue(parsing: body.array)
        } catch {
            throw .notJSON(error)
        }
    }

    /// One answer and its id; nil for an error that the node could not say whose it is.
    private static func result(_ answer: JSONValue, ids: ClosedRange<Int>) throws(InvalidAnswer) -> (id: Int?, result: RPCResult) {
        guard let members = answer.object else { throw .notAnAnswer("an answer is \(answer.kindName)") }
        let result: RPCResult
        if let error = members["error"], !error.isNull {
            // Some gateways send a bare text.
            result = .failure(RPCError(error) ?? RPCError(code: 0, message: error.string ?? error.text))
        } else if let value = members["result"] {
            result = .success(value)
        } else {
            throw .notAnAnswer("an answer has neither a result nor an error")
        }
        guard let id = members["id"], !id.isNull else {
            guard case .failure = result else { throw .wrongID("null") }
            return (nil, result)
        }
        // Numbers come back as texts from a few gateways.
        guard let number = id.int ?? id.string.flatMap({ Int($0) }), ids.contains(number) else { throw .wrongID(String(id.text.prefix(100))) }
        return (number, result)
    }
}
