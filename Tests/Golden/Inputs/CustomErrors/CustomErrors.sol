interface CustomErrors {
    struct Detail { uint256 code; string text; }
    /// @notice The nonce was used.
    /// @param account who signed
    /// @param expected the nonce that comes next
    error InvalidNonce(address account, uint256 expected, uint256 found);
    error Unauthorized();
    error Wrapped(bytes reason);
    error Detailed(Detail[] details);
    error Overloaded(uint256 a);
    error Overloaded(uint256 a, uint256 b);
    error Error2(string);
}
