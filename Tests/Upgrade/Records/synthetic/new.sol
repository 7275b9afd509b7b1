// Exchange 2.0: the same contract after it.
enum Side { LONG, SHORT, FLAT }
enum Status { OPENED, CLOSED }
enum Phase { TWO, ONE, THREE }
struct Fee { uint256 rate; uint256 cap; }
struct Order { uint256 id; Side side; Fee fee; bytes data; }
struct Receipt { uint256 id; uint256 amount; uint256 fee; }
struct Point { int256 y; int256 x; }
struct Window { uint256 start; uint256 finish; }
struct Added { uint256 a; }
constructor(address owner, address fees);
receive() external payable;
function getOwner() view returns (address);
function place(uint256 price, address affiliate, Order order, bytes proof, Fee caps) returns (uint256);
function cancel(uint256 id);
function swap(uint256 amountOut, uint256 amountIn);
function rename(uint256 newName, uint256 kept);
function receipt(uint256 id) view returns (Receipt);
function status(uint256 id) view returns (Status);
function setPhase(Phase phase);
function plot(Point p) view returns (Point);
function range() view returns (uint256 lower, uint256 upper, uint256 step);
function window() view returns (Window);
function open(uint256 id);
function open(uint256 id, Added more);
function nothing() returns (bool);
function pay();
function read() returns (uint256);
function settle() view;
function price() view returns (uint256);
function sides() view returns (Side, uint8);
event Placed(uint256 indexed id, address indexed user, uint256 price);
event Moved(address from, address to, uint256 amount);
event Settled(uint256 id);
event Settled(uint256 id, uint256 amount);
error TooLow(uint256 price, uint256 least);
error Stale();
