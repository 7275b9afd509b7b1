// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// Allowances by signature (EIP-2612), and the domain that a signature is bound to (EIP-5267).
interface ERC20Permit {
    /// Sets an allowance by its owner's signature.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// The nonce that the owner's next permit has to carry.
    function nonces(address owner) external view returns (uint256);

    /// The separator of the token's EIP-712 domain.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// The version that the token's EIP-712 domain has, where it says so.
    function version() external view returns (string memory);

    /// The fields of the contract's EIP-712 domain; `fields` has a bit for each that is used.
    function eip712Domain()
        external
        view
        returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);
}
