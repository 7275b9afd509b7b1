extension Array {
    /// What each of several results holds; the first failure where one does not.
    func each<Success, Failure: Error>() throws(Failure) -> [Success] where Element == Result<Success, Failure> {
        var values: [Success] = []
        for result in self { values.append(try result.get()) }
        return values
    }
}
