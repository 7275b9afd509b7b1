// Named Sol… for all widths alike: the standard library has a UInt128 and an Int128 of its own.

/// Solidity's `uint24`.
public typealias SolUInt24 = NarrowUInt<Width24>
/// Solidity's `uint40`.
public typealias SolUInt40 = NarrowUInt<Width40>
/// Solidity's `uint48`.
public typealias SolUInt48 = NarrowUInt<Width48>
/// Solidity's `uint56`.
public typealias SolUInt56 = NarrowUInt<Width56>
/// Solidity's `uint72`.
public typealias SolUInt72 = NarrowUInt<Width72>
/// Solidity's `uint80`.
public typealias SolUInt80 = NarrowUInt<Width80>
/// Solidity's `uint88`.
public typealias SolUInt88 = NarrowUInt<Width88>
/// Solidity's `uint96`.
public typealias SolUInt96 = NarrowUInt<Width96>
/// Solidity's `uint104`.
public typealias SolUInt104 = NarrowUInt<Width104>
/// Solidity's `uint112`.
public typealias SolUInt112 = NarrowUInt<Width112>
/// Solidity's `uint120`.
public typealias SolUInt120 = NarrowUInt<Width120>
/// Solidity's `uint128`.
public typealias SolUInt128 = NarrowUInt<Width128>
/// Solidity's `uint136`.
public typealias SolUInt136 = NarrowUInt<Width136>
/// Solidity's `uint144`.
public typealias SolUInt144 = NarrowUInt<Width144>
/// Solidity's `uint152`.
public typealias SolUInt152 = NarrowUInt<Width152>
/// Solidity's `uint160`.
public typealias SolUInt160 = NarrowUInt<Width160>
/// Solidity's `uint168`.
public typealias SolUInt168 = NarrowUInt<Width168>
/// Solidity's `uint176`.
public typealias SolUInt176 = NarrowUInt<Width176>
/// Solidity's `uint184`.
public typealias SolUInt184 = NarrowUInt<Width184>
/// Solidity's `uint192`.
public typealias SolUInt192 = NarrowUInt<Width192>
/// Solidity's `uint200`.
public typealias SolUInt200 = NarrowUInt<Width200>
/// Solidity's `uint208`.
public typealias SolUInt208 = NarrowUInt<Width208>
/// Solidity's `uint216`.
public typealias SolUInt216 = NarrowUInt<Width216>
/// Solidity's `uint224`.
public typealias SolUInt224 = NarrowUInt<Width224>
/// Solidity's `uint232`.
public typealias SolUInt232 = NarrowUInt<Width232>
/// Solidity's `uint240`.
public typealias SolUInt240 = NarrowUInt<Width240>
/// Solidity's `uint248`.
public typealias SolUInt248 = NarrowUInt<Width248>

/// Solidity's `int24`.
public typealias SolInt24 = NarrowInt<Width24>
/// Solidity's `int40`.
public typealias SolInt40 = NarrowInt<Width40>
/// Solidity's `int48`.
public typealias SolInt48 = NarrowInt<Width48>
/// Solidity's `int56`.
public typealias SolInt56 = NarrowInt<Width56>
/// Solidity's `int72`.
public typealias SolInt72 = NarrowInt<Width72>
/// Solidity's `int80`.
public typealias SolInt80 = NarrowInt<Width80>
/// Solidity's `int88`.
public typealias SolInt88 = NarrowInt<Width88>
/// Solidity's `int96`.
public typealias SolInt96 = NarrowInt<Width96>
/// Solidity's `int104`.
public typealias SolInt104 = NarrowInt<Width104>
/// Solidity's `int112`.
public typealias SolInt112 = NarrowInt<Width112>
/// Solidity's `int120`.
public typealias SolInt120 = NarrowInt<Width120>
/// Solidity's `int128`.
public typealias SolInt128 = NarrowInt<Width128>
/// Solidity's `int136`.
public typealias SolInt136 = NarrowInt<Width136>
/// Solidity's `int144`.
public typealias SolInt144 = NarrowInt<Width144>
/// Solidity's `int152`.
public typealias SolInt152 = NarrowInt<Width152>
/// Solidity's `int160`.
public typealias SolInt160 = NarrowInt<Width160>
/// Solidity's `int168`.
public typealias SolInt168 = NarrowInt<Width168>
/// Solidity's `int176`.
public typealias SolInt176 = NarrowInt<Width176>
/// Solidity's `int184`.
public typealias SolInt184 = NarrowInt<Width184>
/// Solidity's `int192`.
public typealias SolInt192 = NarrowInt<Width192>
/// Solidity's `int200`.
public typealias SolInt200 = NarrowInt<Width200>
/// Solidity's `int208`.
public typealias SolInt208 = NarrowInt<Width208>
/// Solidity's `int216`.
public typealias SolInt216 = NarrowInt<Width216>
/// Solidity's `int224`.
public typealias SolInt224 = NarrowInt<Width224>
/// Solidity's `int232`.
public typealias SolInt232 = NarrowInt<Width232>
/// Solidity's `int240`.
public typealias SolInt240 = NarrowInt<Width240>
/// Solidity's `int248`.
public typealias SolInt248 = NarrowInt<Width248>
