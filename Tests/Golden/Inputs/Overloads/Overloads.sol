// SPDX-License-Identifier: MIT
interface Overloads {
    struct Order { uint256 id; address maker; }

    // One overload has what the other has not.
    function foo(uint256 i) external;
    function foo(uint256 i, uint256 j) external;
    function foo() external;

    // abigen numbers these by position, and bar0 collides.
    function bar() external;
    function bar(uint256 amount) external;
    function bar0() external;

    // Parameters of one name: types tell.
    function store(uint256 value) external;
    function store(address value) external;
    function store(bytes calldata value) external;
    function store(uint256[] calldata value) external;
    function store(uint256[2][] calldata value) external;

    // A struct and an array of it.
    function submit(Order calldata order) external;
    function submit(Order[] calldata orders) external;

    // Without names.
    function peek(uint256, address) external view returns (uint256, address);
    function peek(address, uint256) external view returns (uint256, address);

    // What an overload is called, another function is called too.
    function get() external view returns (uint256);
    function get(address user) external view returns (uint256);
    function getWithUser(uint256 x) external view returns (uint256);
}
