// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Registry} from "./Registry.sol";
import {Requests} from "./Requests.sol";

/// @title The message board on which committees make and renew their key.
/// @notice Orders and keeps the messages of spec/committee.md and checks who speaks and when; the cryptography is
/// checked by the nodes, which replay the events. Messages are kept in the log only. There is no owner. See
/// spec/contracts.md.
contract Committees is Requests {
    enum Phase {
        Join,
        Commit,
        Deal,
        Complain,
        Confirm
    }

    /// @notice The latest start of a committee, running or over.
    struct Attempt {
        uint64 epoch;
        uint64 attempt; // counts the starts of the epoch, from 1
        uint64 from; // the epoch it deals from; 0 in epoch 1
        uint32 t;
        uint64 startedAt; // block
        uint64[5] ends; // the last block of each phase
        address[] members; // index m of the protocol is members[m - 1]
        uint32 joined; // joins sent
        bool active; // whether it made its epoch active
    }

    /// @notice An epoch that is, or was, active.
    struct Epoch {
        uint64 epoch;
        uint64 attempt;
        uint64 from;
        uint32 t;
        uint64 startedAt; // block
        uint64 activatedAt; // Unix seconds
        uint64 endedAt; // Unix seconds; 0 while it serves
        bytes32 hash; // what its members confirmed
        address[] members;
        bool[] confirmed; // per member: whether it confirmed this hash
    }

    // What one account did in one attempt; one slot.
    struct Member {
        uint8 index; // from 1; 0: not a member (but perhaps a dealer of the epoch before)
        bool joined;
        bool committed;
        bool dealt;
        bool confirmed;
        uint128 complaints; // bit i - 1: about dealer i
    }

    // Who confirmed one hash in one attempt.
    struct Tally {
        uint128 members; // bit m - 1: member m
        uint8 count;
    }

    struct Run {
        uint64 from;
        uint32 t;
        uint64 startedAt;
        uint8 joined; // joins, commits, dealings and confirms sent
        uint8 committed;
        uint8 dealt;
        uint8 confirmed;
        uint8 mayCommit; // how many accounts may commit, as far as joins have decided
        uint64[5] ends;
        address[] members;
        mapping(address => Member) by;
        mapping(bytes32 => Tally) tallies;
    }

    struct Reached {
        uint64 attempt; // 0: the epoch was never active
        uint64 activatedAt;
        uint64 endedAt;
        bytes32 hash;
    }

    // What one account has to do with one committee; one slot.
    struct Seat {
        bool named; // is in _named
        bool held; // is in _holdings
        uint64 epoch; // of its latest join; 0: it never joined
        uint64 attempt;
        uint64 kept; // the newest epoch before that join in which it got a share; 0: none
    }

    struct Committee {
        address creator;
        uint32 minThreshold;
        uint64 grace;
        uint32[5] lengths;
        uint64 active; // 0: none yet
        uint64 epoch; // of the latest start
        uint64 attempt; // of the latest start
        mapping(uint64 epoch => mapping(uint64 attempt => Run)) runs;
        mapping(uint64 epoch => Reached) epochs;
        mapping(uint64 epoch => mapping(address => bytes32)) approvals;
        mapping(address => Seat) seats;
    }

    /// @notice The most members of a committee. It bounds every loop over members.
    uint256 public constant MAX_MEMBERS = 128;

    /// @notice The longest phase, in blocks: 145 days of Ethereum's. Without a bound, whoever joins a committee whose
    /// attempt never ends would be locked for ever.
    uint32 public constant MAX_LENGTH = 2 ** 20;

    /// @notice The most committees whose lock one account can be under. It bounds the loop in lockedUntil.
    uint256 public constant MAX_HOLDINGS = 64;

    /// @notice How long stake stays locked after its owner's last epoch ended.
    uint64 public constant LOCK = 90 days;

    uint256 private constant JOIN_SIZE = 97; // P_m || c || z
    uint256 private constant COMPLAINT_SIZE = 101; // i || S_m || c || z

    /// @notice The operators; members are taken from there.
    Registry public immutable registry;

    /// @notice How many committees there are; they are numbered from 1.
    uint256 public committeeCount;

    /// @notice The nonce that an account's sessions must carry.
    mapping(address => uint64) public sessionNonce;

    mapping(uint256 => Committee) internal _committees;
    mapping(address => uint64[]) private _named;
    mapping(address => uint64[]) private _holdings;

    event Created(
        uint256 indexed committee, address indexed creator, uint32 minThreshold, uint32[5] lengths, uint64 grace
    );
    event Started(
        uint256 indexed committee,
        uint64 indexed epoch,
        uint64 indexed attempt,
        uint64 from,
        uint32 t,
        address[] members,
        uint64[5] ends
    );
    event Message(
        uint256 indexed committee, uint64 indexed epoch, uint64 indexed attempt, Phase phase, address from, bytes data
    );
    event PhaseEnded(
        uint256 indexed committee, uint64 indexed epoch, uint64 indexed attempt, Phase phase, uint64[5] ends
    );
    event Activated(uint256 indexed committee, uint64 indexed epoch, uint64 indexed attempt, bytes32 hash);
    event Approved(uint256 indexed committee, uint64 indexed epoch, address indexed member, bytes32 hash);
    event SessionNonceRaised(address indexed account, uint64 nonce);

    error NoCommittee(uint256 committee);
    error NoEpoch(uint64 epoch);
    error BadLengths();
    error BadSize(uint256 members);
    error BadThreshold(uint32 t, uint32 least, uint256 most);
    error MemberTwice(address member);
    error NotOperator(address member);
    error NotCreator(address account);
    error BadFrom(uint64 from);
    error WrongEpoch(uint64 epoch, uint64 expected);
    error NotApproved(uint256 approved, uint256 needed);
    error AttemptRuns(uint64 epoch, uint64 attempt);
    error WrongAttempt(uint64 epoch, uint64 attempt);
    error WrongPhase(Phase phase);
    error MayNotSpeak(address account);
    error AlreadySent(address account);
    error BadLength(uint256 length, uint256 most);
    error NoDealer(uint32 dealer);
    error NoMember(uint32 index);
    error TooManyHoldings(address account);

    constructor() {
        registry = new Registry(this);
    }

    // Starts.

    /// @notice Makes a committee and opens the first attempt at its key.
    /// @param members Distinct registered operators, at most MAX_MEMBERS. Being named binds them to nothing.
    /// @param t How many of them can act; minThreshold <= t <= members.length.
    /// @param minThreshold The least t of any later epoch; at least 1.
    /// @param lengths Blocks of each phase, each 1 to MAX_LENGTH. Nodes refuse lengths that are too short for their chain.
    /// @param grace Seconds for which nodes keep an old epoch's share.
    function create(address[] calldata members, uint32 t, uint32 minThreshold, uint32[5] calldata lengths, uint64 grace)
        external
        returns (uint256 committee)
    {
        if (minThreshold == 0) revert BadThreshold(t, 1, members.length);
        for (uint256 p = 0; p < 5; p++) {
            if (lengths[p] == 0 || lengths[p] > MAX_LENGTH) revert BadLengths();
        }
        committee = ++committeeCount;
        Committee storage c = _committees[committee];
        c.creator = msg.sender;
        c.minThreshold = minThreshold;
        c.grace = grace;
        c.lengths = lengths;
        emit Created(committee, msg.sender, minThreshold, lengths, grace);
        _start(committee, c, 1, 0, members, t);
    }

    /// @notice Opens the next attempt at the epoch after the active one.
    /// @param from Before any epoch is active 0, and only the creator may start. Afterwards the active epoch, or the
    /// one before it while few members confirmed the active one; enough members of `from` must approve exactly this
    /// start, and anybody may send it.
    function start(uint256 committee, uint64 from, address[] calldata members, uint32 t) external {
        Committee storage c = _get(committee);
        if (_runs(c.runs[c.epoch][c.attempt])) revert AttemptRuns(c.epoch, c.attempt);
        uint64 epoch = c.active + 1;
        if (c.active == 0) {
            if (from != 0) revert BadFrom(from);
            if (msg.sender != c.creator) revert NotCreator(msg.sender);
        } else {
            if (from != c.active && !(_isBefore(c, from) && _mayGoBack(c))) revert BadFrom(from);
            _requireApproved(c, epoch, from, approvalHash(committee, epoch, from, members, t));
        }
        _start(committee, c, epoch, from, members, t);
    }

    /// @notice Approves one start of the next epoch, as a member of the epoch that it deals from. A newer approval
    /// replaces the older one; to take one back, approve an empty list.
    function approve(uint256 committee, uint64 epoch, uint64 from, address[] calldata members, uint32 t) external {
        Committee storage c = _get(committee);
        if (epoch != c.active + 1) revert WrongEpoch(epoch, c.active + 1);
        if (c.active == 0 || (from != c.active && !_isBefore(c, from))) revert BadFrom(from);
        if (_dealers(c, from).by[msg.sender].index == 0) revert MayNotSpeak(msg.sender);
        bytes32 hash = approvalHash(committee, epoch, from, members, t);
        c.approvals[epoch][msg.sender] = hash;
        emit Approved(committee, epoch, msg.sender, hash);
    }

    /// @notice What members approve. It holds for this contract only, since approvals are kept here.
    function approvalHash(uint256 committee, uint64 epoch, uint64 from, address[] calldata members, uint32 t)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(committee, epoch, from, members, t));
    }

    // Messages. Each names the attempt it is meant for, so that none counts in another.

    /// @notice A member takes part and gives its key for this attempt. Its stake is locked from here on.
    function join(uint256 committee, uint64 epoch, uint64 attempt, bytes calldata data) external {
        (Committee storage c, Run storage r) = _enter(committee, epoch, attempt, Phase.Join);
        Member storage m = r.by[msg.sender];
        if (m.index == 0) revert MayNotSpeak(msg.sender);
        if (m.joined) revert AlreadySent(msg.sender);
        if (data.length > JOIN_SIZE) revert BadLength(data.length, JOIN_SIZE);
        m.joined = true;
        r.joined++;
        if (_isDealer(c, r, msg.sender)) r.mayCommit++;
        _hold(committee, c, epoch, attempt);
        emit Message(committee, epoch, attempt, Phase.Join, msg.sender, data);
        if (r.joined == r.members.length) _endPhase(committee, c, r, Phase.Join);
    }

    /// @notice A dealer commits to its dealing. In epoch 1 who joined; later the members of the epoch that is dealt
    /// from, but not those that could have joined and did not.
    function commit(uint256 committee, uint64 epoch, uint64 attempt, bytes32 hash) external {
        (Committee storage c, Run storage r) = _enter(committee, epoch, attempt, Phase.Commit);
        Member storage m = r.by[msg.sender];
        if (!_isDealer(c, r, msg.sender) || (m.index != 0 && !m.joined)) revert MayNotSpeak(msg.sender);
        if (m.committed) revert AlreadySent(msg.sender);
        m.committed = true;
        r.committed++;
        emit Message(committee, epoch, attempt, Phase.Commit, msg.sender, abi.encode(hash));
        if (r.committed == r.mayCommit) _endPhase(committee, c, r, Phase.Commit);
    }

    /// @notice Who committed sends its dealing.
    function deal(uint256 committee, uint64 epoch, uint64 attempt, bytes calldata dealing) external {
        (Committee storage c, Run storage r) = _enter(committee, epoch, attempt, Phase.Deal);
        Member storage m = r.by[msg.sender];
        if (!m.committed) revert MayNotSpeak(msg.sender);
        if (m.dealt) revert AlreadySent(msg.sender);
        // i || C_0..C_{t-1} || H || y_1..y_n || c || z_s || z_e
        uint256 size = 4 + 33 * uint256(r.t) + 33 + 32 * r.members.length + 96;
        if (dealing.length > size) revert BadLength(dealing.length, size);
        m.dealt = true;
        r.dealt++;
        emit Message(committee, epoch, attempt, Phase.Deal, msg.sender, dealing);
        if (r.dealt == r.committed) _endPhase(committee, c, r, Phase.Deal);
    }

    /// @notice Who joined complains about a dealer, whose index is the first 4 bytes; once about each.
    function complain(uint256 committee, uint64 epoch, uint64 attempt, bytes calldata complaint) external {
        (Committee storage c, Run storage r) = _enter(committee, epoch, attempt, Phase.Complain);
        Member storage m = r.by[msg.sender];
        if (!m.joined) revert MayNotSpeak(msg.sender);
        if (complaint.length < 4 || complaint.length > COMPLAINT_SIZE) {
            revert BadLength(complaint.length, COMPLAINT_SIZE);
        }
        uint32 dealer = uint32(bytes4(complaint[:4]));
        uint256 dealers = (r.from == 0 ? r : _dealers(c, r.from)).members.length;
        if (dealer == 0 || dealer > dealers) revert NoDealer(dealer);
        uint128 bit = uint128(1) << (dealer - 1);
        if (m.complaints & bit != 0) revert AlreadySent(msg.sender);
        m.complaints |= bit;
        emit Message(committee, epoch, attempt, Phase.Complain, msg.sender, complaint);
    }

    /// @notice Who joined confirms the result: in its phase, and once the epoch is active until it ends. The hash that
    /// enough members sent makes the epoch active.
    function confirm(uint256 committee, uint64 epoch, uint64 attempt, bytes32 hash) external {
        Committee storage c = _get(committee);
        bool active = epoch != 0 && epoch == c.active && attempt == c.epochs[epoch].attempt;
        Run storage r = c.runs[epoch][attempt];
        if (!active) _enter(committee, epoch, attempt, Phase.Confirm);
        Member storage m = r.by[msg.sender];
        if (!m.joined) revert MayNotSpeak(msg.sender);
        if (m.confirmed) revert AlreadySent(msg.sender);
        m.confirmed = true;
        r.confirmed++;
        Tally storage tally = r.tallies[hash];
        tally.members |= uint128(1) << (m.index - 1);
        tally.count++;
        emit Message(committee, epoch, attempt, Phase.Confirm, msg.sender, abi.encode(hash));
        if (!active && tally.count >= _quorum(r)) {
            if (c.active != 0) c.epochs[c.active].endedAt = uint64(block.timestamp);
            c.active = epoch;
            c.epochs[epoch] = Reached(attempt, uint64(block.timestamp), 0, hash);
            emit Activated(committee, epoch, attempt, hash);
        }
        if (r.confirmed == r.joined) _endPhase(committee, c, r, Phase.Confirm);
    }

    /// @notice Revokes all sessions that the sender signed so far.
    function raiseSessionNonce() external {
        emit SessionNonceRaised(msg.sender, ++sessionNonce[msg.sender]);
    }

    // Reading.

    /// @notice What the maker of a committee chose, for good.
    function settings(uint256 committee)
        external
        view
        returns (address creator, uint32 minThreshold, uint32[5] memory lengths, uint64 grace)
    {
        Committee storage c = _get(committee);
        return (c.creator, c.minThreshold, c.lengths, c.grace);
    }

    /// @notice The epoch that serves; 0 before the first.
    function activeEpoch(uint256 committee) external view returns (uint64) {
        return _get(committee).active;
    }

    /// @notice The latest start, running or over.
    function currentAttempt(uint256 committee) external view returns (Attempt memory) {
        Committee storage c = _get(committee);
        Run storage r = c.runs[c.epoch][c.attempt];
        return Attempt(c.epoch, c.attempt, r.from, r.t, r.startedAt, r.ends, r.members, r.joined, c.active == c.epoch);
    }

    /// @notice An epoch that is or was active.
    function epochOf(uint256 committee, uint64 epoch) external view returns (Epoch memory) {
        Committee storage c = _get(committee);
        Reached memory e = c.epochs[epoch];
        if (e.attempt == 0) revert NoEpoch(epoch);
        Run storage r = c.runs[epoch][e.attempt];
        uint128 bits = r.tallies[e.hash].members;
        bool[] memory confirmed = new bool[](r.members.length);
        for (uint256 i = 0; i < confirmed.length; i++) {
            confirmed[i] = (bits >> i) & 1 != 0;
        }
        return Epoch(epoch, e.attempt, r.from, r.t, r.startedAt, e.activatedAt, e.endedAt, e.hash, r.members, confirmed);
    }

    /// @notice One member of an epoch that is or was active: its account, whether it confirmed the epoch's hash, and that
    /// hash. The cheap way to ask what epochOf tells, for contracts.
    function memberOf(uint256 committee, uint64 epoch, uint32 index)
        external
        view
        returns (address account, bool confirmed, bytes32 hash)
    {
        Committee storage c = _committees[committee];
        Reached storage e = c.epochs[epoch];
        uint64 attempt = e.attempt;
        if (attempt == 0) revert NoEpoch(epoch); // also where there is no such committee
        Run storage r = c.runs[epoch][attempt];
        if (index == 0 || index > r.members.length) revert NoMember(index);
        hash = e.hash;
        return (r.members[index - 1], (r.tallies[hash].members >> (index - 1)) & 1 != 0, hash);
    }

    /// @notice The newest approval of a member for an epoch; 0 for none.
    function approvalOf(uint256 committee, uint64 epoch, address member) external view returns (bytes32) {
        return _get(committee).approvals[epoch][member];
    }

    /// @notice Until when an account's stake is locked, in Unix seconds: type(uint64).max while it has joined a
    /// running attempt or an epoch that serves, then LOCK after its last epoch ended; 0 if it never got a share.
    function lockedUntil(address account) external view returns (uint64 until) {
        uint64[] storage held = _holdings[account];
        for (uint256 i = 0; i < held.length; i++) {
            uint64 one = _lockOf(held[i], account);
            if (one > until) until = one;
            if (until == type(uint64).max) break;
        }
    }

    /// @notice The committees an account joined that may still lock its stake: at most MAX_HOLDINGS, however many
    /// named it.
    function holdingsOf(address account) external view returns (uint256[] memory) {
        return _page(_holdings[account], 0, MAX_HOLDINGS);
    }

    /// @notice Every committee that ever named an account, in that order. Strangers can make this list long: read it
    /// by committeesPage where that matters.
    function committeesOf(address account) external view returns (uint256[] memory) {
        return _page(_named[account], 0, type(uint256).max);
    }

    /// @notice How many committees ever named an account.
    function committeesOfCount(address account) external view returns (uint256) {
        return _named[account].length;
    }

    /// @notice At most `limit` of committeesOf, from the place `offset` on.
    function committeesPage(address account, uint256 offset, uint256 limit) external view returns (uint256[] memory) {
        return _page(_named[account], offset, limit);
    }

    // For requests.

    function _serving(uint256 committee)
        internal
        view
        override
        returns (uint64 epoch, uint32 t, uint256 n, uint64 grace)
    {
        Committee storage c = _get(committee);
        Run storage r = _dealers(c, c.active);
        return (c.active, r.t, r.members.length, c.grace);
    }

    function _confirmedIndex(uint256 committee, uint64 epoch, address account)
        internal
        view
        override
        returns (uint256 index)
    {
        Committee storage c = _get(committee);
        Run storage r = _dealers(c, epoch);
        index = r.by[account].index;
        if (index != 0 && (r.tallies[c.epochs[epoch].hash].members >> (index - 1)) & 1 == 0) index = 0;
    }

    // Inside.

    function _start(
        uint256 committee,
        Committee storage c,
        uint64 epoch,
        uint64 from,
        address[] calldata members,
        uint32 t
    ) private {
        uint256 n = members.length;
        if (n == 0 || n > MAX_MEMBERS) revert BadSize(n);
        if (t < c.minThreshold || t > n) revert BadThreshold(t, c.minThreshold, n);
        uint64 attempt = c.epoch == epoch ? c.attempt + 1 : 1;
        c.epoch = epoch;
        c.attempt = attempt;
        Run storage r = c.runs[epoch][attempt];
        r.from = from;
        r.t = t;
        r.startedAt = uint64(block.number);
        _setEnds(c, r, 0, r.startedAt);
        r.members = members;
        for (uint256 i = 0; i < n; i++) {
            address member = members[i];
            if (r.by[member].index != 0) revert MemberTwice(member);
            if (!registry.isOperator(member)) revert NotOperator(member);
            r.by[member].index = uint8(i + 1);
            Seat storage s = c.seats[member];
            if (!s.named) {
                s.named = true;
                _named[member].push(uint64(committee));
            }
        }
        if (from != 0) {
            // Dealers that are not members any more may commit whatever happens in the join phase.
            address[] storage dealers = _dealers(c, from).members;
            uint8 leaving;
            for (uint256 i = 0; i < dealers.length; i++) {
                if (r.by[dealers[i]].index == 0) leaving++;
            }
            r.mayCommit = leaving;
        }
        emit Started(committee, epoch, attempt, from, t, members, r.ends);
    }

    // Notes a join. An account is on as many committees' list as it joined of itself, so nobody else can fill it.
    function _hold(uint256 committee, Committee storage c, uint64 epoch, uint64 attempt) private {
        Seat storage s = c.seats[msg.sender];
        if (s.epoch != 0 && c.epochs[s.epoch].attempt == s.attempt) s.kept = s.epoch;
        s.epoch = epoch;
        s.attempt = attempt;
        if (s.held) return;
        uint64[] storage held = _holdings[msg.sender];
        if (held.length == MAX_HOLDINGS) _dropUnlocked(held);
        if (held.length == MAX_HOLDINGS) revert TooManyHoldings(msg.sender);
        s.held = true;
        held.push(uint64(committee));
    }

    function _dropUnlocked(uint64[] storage held) private {
        for (uint256 i = held.length; i > 0; i--) {
            uint64 committee = held[i - 1];
            if (_lockOf(committee, msg.sender) > block.timestamp) continue;
            _committees[committee].seats[msg.sender].held = false;
            held[i - 1] = held[held.length - 1];
            held.pop();
        }
    }

    function _lockOf(uint256 committee, address account) private view returns (uint64) {
        Committee storage c = _committees[committee];
        Seat storage s = c.seats[account];
        if (s.epoch == c.epoch && s.attempt == c.attempt && _runs(c.runs[s.epoch][s.attempt])) {
            return type(uint64).max;
        }
        uint64 last = c.epochs[s.epoch].attempt == s.attempt ? s.epoch : s.kept;
        if (last == 0) return 0;
        uint64 endedAt = c.epochs[last].endedAt;
        return endedAt == 0 ? type(uint64).max : endedAt + LOCK;
    }

    function _get(uint256 committee) private view returns (Committee storage c) {
        c = _committees[committee];
        if (c.creator == address(0)) revert NoCommittee(committee);
    }

    function _enter(uint256 committee, uint64 epoch, uint64 attempt, Phase phase)
        private
        view
        returns (Committee storage c, Run storage r)
    {
        c = _get(committee);
        if (epoch != c.epoch || attempt != c.attempt) revert WrongAttempt(c.epoch, c.attempt);
        r = c.runs[epoch][attempt];
        uint256 p = uint256(phase);
        uint256 opens = p == 0 ? r.startedAt : r.ends[p - 1];
        if (block.number <= opens || block.number > r.ends[p] || !_runs(r)) revert WrongPhase(phase);
    }

    // Whether an attempt takes, or will take, messages of its phases.
    function _runs(Run storage r) private view returns (bool) {
        return block.number <= r.ends[0] || (r.joined >= _quorum(r) && block.number <= r.ends[4]);
    }

    // Ends a phase in this block; the next one begins with the next block.
    function _endPhase(uint256 committee, Committee storage c, Run storage r, Phase phase) private {
        uint256 p = uint256(phase);
        if (block.number >= r.ends[p]) return;
        r.ends[p] = uint64(block.number);
        _setEnds(c, r, p + 1, uint64(block.number));
        emit PhaseEnded(committee, c.epoch, c.attempt, phase, r.ends);
    }

    function _setEnds(Committee storage c, Run storage r, uint256 p, uint64 end) private {
        for (; p < 5; p++) {
            end += c.lengths[p];
            r.ends[p] = end;
        }
    }

    // Whether an account deals in an attempt, if its join does not forbid it.
    function _isDealer(Committee storage c, Run storage r, address account) private view returns (bool) {
        return (r.from == 0 ? r : _dealers(c, r.from)).by[account].index != 0;
    }

    // The attempt that made epoch `from` active.
    function _dealers(Committee storage c, uint64 from) internal view returns (Run storage) {
        return c.runs[from][c.epochs[from].attempt];
    }

    function _isBefore(Committee storage c, uint64 from) private view returns (bool) {
        return from != 0 && from + 1 == c.active;
    }

    // Whether so few members confirmed the active epoch that the next one may deal from the one before it.
    function _mayGoBack(Committee storage c) internal view returns (bool) {
        Run storage r = _dealers(c, c.active);
        uint256 t = r.t;
        uint256 n = r.members.length;
        uint256 enough = t + (n - t + 1) / 2; // at most n
        if (2 * t - 1 < enough) enough = 2 * t - 1;
        return r.tallies[c.epochs[c.active].hash].count < enough;
    }

    function _requireApproved(Committee storage c, uint64 epoch, uint64 from, bytes32 hash) private view {
        Run storage r = _dealers(c, from);
        address[] storage members = r.members;
        uint256 approved;
        for (uint256 i = 0; i < members.length; i++) {
            if (c.approvals[epoch][members[i]] == hash) approved++;
        }
        if (approved < _quorum(r)) revert NotApproved(approved, _quorum(r));
    }

    // max(t, floor(n/2) + 1): joins that keep an attempt alive, equal confirms, approvals.
    function _quorum(Run storage r) internal view returns (uint256) {
        uint256 majority = r.members.length / 2 + 1;
        return r.t > majority ? r.t : majority;
    }

    function _page(uint64[] storage all, uint256 offset, uint256 limit) private view returns (uint256[] memory page) {
        uint256 left = offset < all.length ? all.length - offset : 0;
        page = new uint256[](left < limit ? left : limit);
        for (uint256 i = 0; i < page.length; i++) {
            page[i] = all[offset + i];
        }
    }
}
