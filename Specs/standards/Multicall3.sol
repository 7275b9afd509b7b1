// SPDX-License-Identifier: MIT
pragma solidity ^0.8.12;

/// The part of Multicall3 that batched reads need.
interface Multicall3 {
    struct Call3 {
        address target;
        bool allowFailure;
        bytes callData;
    }

    struct Result {
        bool success;
        bytes returnData;
    }

    /// Makes the calls in order; one that may fail and does leaves its revert data.
    function aggregate3(Call3[] calldata calls) external payable returns (Result[] memory returnData);
}
