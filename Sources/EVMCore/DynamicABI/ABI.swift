/// Encoding and decoding by types that are known at run time.
///
/// Generated code does not come here, except to say where in a value an error lies (``diagnose(_:parameters:found:)``).
public enum ABI {}
