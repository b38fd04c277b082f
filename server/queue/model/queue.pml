/* Models the queue's protocol for Spin. The test queue-model.test.ts checks the model, as
   docs/queue.md describes. An atomic step is one Lua script in Redis or one transaction in
   PostgreSQL. Between two steps of a request, a step of another request, a tick or a loss of Redis
   may happen. The model has no clock: an effect of time may happen at any moment. A command of a
   past epoch is STALE: it changes nothing. An observed epoch therefore matters only within one
   request (`asked`). Each macro BUG_... removes one rule of the protocol. */
#ifndef PEOPLE
#define PEOPLE 3
#endif
#ifndef CAPACITY
#define CAPACITY 1
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef MISHAPS
/* Maximum number of mishaps: lost replies, repeated joins, mislaid tokens, duplicate commands, and
   instances that die at the start of an epoch. */
#define MISHAPS 1
#endif
#define BLOCK 2 /* size of a number block */

/* Durable state in PostgreSQL. */
byte pgEpoch = 1;
byte pgReserved;     /* highest number that Redis may have issued */
byte pgTurn[PEOPLE]; /* number of a user's recorded admission */
/* last issued number at the admission, up to which the end of the turn revokes numbers */
byte pgTurnRevokes[PEOPLE];
byte pgRevoked[PEOPLE]; /* number up to which PostgreSQL revokes a user's places */

/* Volatile state in Redis. */
byte epoch = 1;        /* 0 after a loss of the queue */
/* The epoch issues the numbers from base + 1 to limit, most recently `issued`. */
byte base, issued, limit;
byte place[PEOPLE];    /* number of the user's place, or 0 without a place */
bit turn[PEOPLE], claimed[PEOPLE];
bit logged[PEOPLE];    /* true if the log has the admission of the user's turn */
bit live[PEOPLE];      /* true if the user waits and is present */
/* number up to which an end in the log revokes a user's places */
byte ended[PEOPLE];
byte revoked[PEOPLE];    /* number up to which Redis revokes a user's places */
bit held;              /* true during the recovery time, in which Redis admits no user */

/* The users. */
byte token[PEOPLE];
byte mislaid[PEOPLE];  /* mislaid token, which the user may find again */
bit here[PEOPLE];      /* true while the user keeps polling */
/* Number of users who have joined. All users are alike, so they first join in the order of their
   indexes to save states. */
byte came;
byte mishaps;
/* Late copy of a rejoin command of user late - 1 (none if late is 0). */
byte late, lateNumber, lateEpoch;
/* Entries of the log that an instance has read but not yet recorded (none if drainEpoch is 0). */
byte drainEpoch, drainIssued, drainTurn[PEOPLE], drainEnd[PEOPLE];

/* State for the assertions only. */
byte highest;          /* highest number ever issued */
byte over[PEOPLE];     /* number up to which a user's places count as ended */
byte known[PEOPLE];    /* number up to which PostgreSQL knows a user's ended places */
byte ahead[PEOPLE];    /* set of users with a turn and a lower number at the user's admission */
/* true if the user must be active, because a user admitted with or after them has learned it */
bit owed[PEOPLE];
hidden byte q, best, count;
hidden byte numberTwice, overtaken, aboveCapacity, turnLost, placeLost, revokedPlace, leftBehind;

#ifdef LIVENESS
bit served;            /* true once user 0, who never leaves, learns of an admission */
#define stays(p) (p == 0)
#else
#define stays(p) false
#endif

#define inEpoch (epoch == pgEpoch)
#define hasTurn(p) (pgTurn[p] > pgRevoked[p])
#define isGood(p) (place[p] != 0 && place[p] <= token[p]) /* an older place has a lower number */
#define isMissing(p) (here[p] && token[p] > over[p] && !isGood(p))
#define larger(a, b) (a > b -> a : b)
#define isInLog(p) (logged[p] || ended[p] != 0)
#if PEOPLE == 1
#define hasEntries isInLog(0)
#elif PEOPLE == 2
#define hasEntries (isInLog(0) || isInLog(1))
#else
#define hasEntries (isInLog(0) || isInLog(1) || isInLog(2))
#endif
#define isWaiting(p) (place[p] != 0 && !turn[p])
#define mayMishap (mishaps < MISHAPS)
#if MISHAPS
#define revokes(p) issued /* all numbers issued before the end of the user's place */
#define readIssued issued
#define turnRevokes(p) drainIssued /* the user got no number after the admission */
#else
/* Without mishaps, no user has two tokens, so the user's highest number has the same effect in
   fewer states. */
#define revokes(p) larger(token[p], place[p])
#define readIssued 0
#define turnRevokes(p) larger(token[p], drainTurn[p])
#endif

inline clearPlace(p) { place[p] = 0; turn[p] = 0; claimed[p] = 0; live[p] = 0; logged[p] = 0 }

/* Nobody owes an ended turn. */
inline forgetTurn(p) {
  owed[p] = 0; ahead[p] = 0;
  for (q : 0 .. PEOPLE - 1) { ahead[q] = ahead[q] & ~(1 << p) }
}

inline expirePlace(p) {
#ifdef BUG_REVOKES_ONE
  ended[p] = larger(ended[p], place[p]);
#else
  ended[p] = revokes(p);
#endif
  revoked[p] = ended[p]; over[p] = revokes(p);
  clearPlace(p);
  forgetTurn(p)
}

/* Asserts that a user who is answered WAITING has no turn that others know of. */
inline assertNotBehind(p) { leftBehind = owed[p]; assert(!leftBehind) }

/* Asserts that no user waits at a place that PostgreSQL knows as revoked. */
inline assertRevoked() {
  revokedPlace = 0;
  for (q : 0 .. PEOPLE - 1) { revokedPlace = revokedPlace || (isWaiting(q) && place[q] <= known[q]) }
  assert(!revokedPlace)
}

inline lose() {
  epoch = 0; base = 0; issued = 0; limit = 0; held = 0;
  for (q : 0 .. PEOPLE - 1) {
    /* without its entry, nobody learns of the admission, unless a running drain has read it */
    ahead[q] = (logged[q] && drainTurn[q] != place[q] -> 0 : ahead[q]);
    clearPlace(q)
  }
}

/* Asserts that the turns do not exceed the capacity. Excludes ended turns, because a new epoch
   restores a turn whose end Redis has lost. */
inline assertCapacity() {
  count = 0;
  for (q : 0 .. PEOPLE - 1) { count = count + (turn[q] && place[q] > over[q]) }
  aboveCapacity = count > CAPACITY;
  assert(!aboveCapacity)
}

/* Asserts that no present user has a number below the admitted number, even if Redis has lost the
   user. */
inline assertOrder() {
  overtaken = 0;
  for (q : 0 .. PEOPLE - 1) {
    overtaken = overtaken || (q != best && here[q] && token[q] > over[q] && !turn[q] && token[q] < place[best])
  }
  assert(!overtaken)
}

/* Admits the lowest present number, unless the capacity or the recovery time forbids it. */
inline admit() {
  best = PEOPLE; count = 0;
  for (q : 0 .. PEOPLE - 1) {
#ifdef BUG_RESTORED_UNCOUNTED
    count = count + (turn[q] && place[q] > base);
#else
    count = count + turn[q];
#endif
    if
#ifdef BUG_ABSENT_BLOCKS
    :: isWaiting(q) && (best == PEOPLE -> true : place[q] < place[best]) -> best = q
#else
    :: isWaiting(q) && live[q] && (best == PEOPLE -> true : place[q] < place[best]) -> best = q
#endif
    :: else
    fi
  }
  if
  :: !held && count < CAPACITY && best < PEOPLE && (best < PEOPLE -> live[best] : false) ->
     assertOrder();
     turn[best] = 1; live[best] = 0; logged[best] = 1;
     ahead[best] = 0;
     for (q : 0 .. PEOPLE - 1) {
       ahead[best] = ahead[best] | ((turn[q] && place[q] > over[q] && place[q] < place[best]) << q)
     }
     assertCapacity()
  :: else
  fi
}

inline issueNumber(p) {
  if
  :: place[p] == 0 ->
     issued++;
     numberTwice = issued <= highest;
     assert(!numberTwice);
     highest = issued;
     place[p] = issued
  :: else
  fi;
  live[p] = !turn[p];
  admit()
}

/* Restores a user's number from an earlier epoch, unless the user has a lower number. */
inline reinsert(p, number) {
  if
#ifdef BUG_ENDS_FORGOTTEN
  :: place[p] == 0 || (!turn[p] && place[p] > number) ->
#else
  :: number > revoked[p] && (place[p] == 0 || (!turn[p] && place[p] > number)) ->
#endif
     place[p] = number; live[p] = 1;
     assertRevoked();
     /* An end that Redis has lost no longer counts. */
     over[p] = (over[p] < number || revoked[p] >= number -> over[p] : number - 1)
  :: else
  fi
}

/* Reads the log. An instance records the entries later, in one transaction. */
inline readLog() {
  for (q : 0 .. PEOPLE - 1) { drainEnd[q] = ended[q] }
#ifdef BUG_RECORDS_ONE
  best = PEOPLE;
  for (q : 0 .. PEOPLE - 1) {
    if
    :: logged[q] && (best == PEOPLE -> true : place[q] > place[best]) -> best = q
    :: else
    fi
  }
  if
  :: best < PEOPLE -> drainTurn[best] = place[best]
  :: else
  fi
#else
  for (q : 0 .. PEOPLE - 1) { drainTurn[q] = (logged[q] -> place[q] : 0) }
#endif
  drainIssued = readIssued; drainEpoch = epoch
}

/* Records the entries of an epoch in that epoch only, and deletes them from the log. */
inline recordLog() {
  for (q : 0 .. PEOPLE - 1) {
    if
#ifdef BUG_TURN_UNFENCED
    :: drainTurn[q] > pgTurn[q] ->
#else
    :: pgEpoch == drainEpoch && drainTurn[q] > pgTurn[q] ->
#endif
#ifdef BUG_REVOKES_ONE
       pgTurn[q] = drainTurn[q]; pgTurnRevokes[q] = drainTurn[q]
#else
       pgTurn[q] = drainTurn[q]; pgTurnRevokes[q] = turnRevokes(q)
#endif
    :: else
    fi;
    if
#ifdef BUG_END_UNFENCED
    :: drainEnd[q] != 0 ->
#else
    :: pgEpoch == drainEpoch && drainEnd[q] != 0 ->
#endif
       pgRevoked[q] = larger(pgRevoked[q], drainEnd[q]); known[q] = larger(known[q], drainEnd[q])
    :: else
    fi;
    if
    :: epoch == drainEpoch && drainTurn[q] != 0 && drainTurn[q] == place[q] -> logged[q] = 0
    :: else
    fi;
    if
    :: epoch == drainEpoch && drainEnd[q] != 0 && drainEnd[q] == ended[q] ->
       ended[q] = 0; known[q] = larger(known[q], over[q])
    :: else
    fi;
    drainTurn[q] = 0; drainEnd[q] = 0
  }
  drainEpoch = 0; drainIssued = 0;
  assertRevoked()
}

/* Begins an epoch under the lock of the concert's row. The new numbers exceed all numbers that
   Redis may have issued. Open turns continue. */
inline open() {
  lose();
  epoch = larger(epoch, pgEpoch) + 1;
  base = pgReserved; limit = pgReserved;
#ifndef BUG_NUMBERS_RESTART
  issued = pgReserved;
#endif
#ifndef BUG_NO_WINDOW
  held = 1;
#endif
  for (q : 0 .. PEOPLE - 1) {
    if
    :: hasTurn(q) ->
       place[q] = pgTurn[q]; turn[q] = 1; claimed[q] = 1;
       ahead[q] = (drainTurn[q] > pgTurn[q] -> 0 : ahead[q]) /* that drain comes too late */
    :: else
    fi
  }
  assertCapacity()
}

/* Informs the user that the place has ended or that another token has the turn. */
inline expire(p) {
  placeLost = token[p] > over[p] && !turn[p];
  assert(!placeLost);
  token[p] = 0; here[p] = 0
}

/* Sends one user's requests sequentially. */
proctype Person(byte p) {
  byte asked, number;

again:
  atomic {
    if
    :: inEpoch && token[p] == 0 && came >= p && (place[p] != 0 || over[p] == 0 || mayMishap) -> goto join
    :: inEpoch && token[p] != 0 -> goto poll
    /* the user stops polling until a later poll */
    :: here[p] && !hasTurn(p) && !stays(p) -> here[p] = 0; goto again
    /* the user pays; a later tick ends the place in Redis */
    :: hasTurn(p) && token[p] >= pgTurn[p] && !stays(p) ->
       pgRevoked[p] = larger(pgRevoked[p], pgTurnRevokes[p]);
       if
       :: pgTurn[p] > over[p] -> over[p] = larger(token[p], mislaid[p]); known[p] = over[p]
       :: else /* the turn ended during the payment */
       fi;
       forgetTurn(p);
       here[p] = 0; goto again
    /* the user mislays the token */
    :: token[p] != 0 && mislaid[p] == 0 && mayMishap && !stays(p) ->
       mishaps++; mislaid[p] = token[p]; token[p] = 0; here[p] = 0; goto again
    /* the user switches to the mislaid token */
    :: mislaid[p] != 0 && mislaid[p] != token[p] ->
       number = token[p]; token[p] = mislaid[p]; mislaid[p] = number; number = 0; here[p] = 0; goto again
    /* the user leaves */
    :: inEpoch && isGood(p) && !stays(p) -> d_step { expirePlace(p); here[p] = 0; admit() } goto again
    fi;

join:
    if
    :: place[p] == 0 && issued >= limit -> asked = epoch; goto reserve
    :: else
    fi;
    if
    :: place[p] == 0 && over[p] != 0 -> mishaps++ /* a user whose place has ended joins again */
    :: else
    fi;
    came = larger(came, p + 1);
    d_step { issueNumber(p) }
    if
    :: turn[p] -> asked = epoch; number = place[p]; here[p] = 1; goto announce
    :: !turn[p] -> assertNotBehind(p); token[p] = place[p]; here[p] = 1; goto again
    :: mayMishap && !stays(p) -> mishaps++; goto again /* the reply to the user is lost */
    fi;

poll:
    if
    :: isGood(p) && turn[p] -> asked = epoch; number = place[p]; here[p] = 1; goto announce
    :: else
    fi;
    turnLost = token[p] >= pgTurn[p] && pgTurn[p] > over[p];
    assert(!turnLost);
    if
    :: isGood(p) -> assertNotBehind(p); live[p] = 1; here[p] = 1
    :: !isGood(p) && token[p] > base -> expire(p)
    :: !isGood(p) && token[p] <= base && token[p] <= pgRevoked[p] -> expire(p)
    :: !isGood(p) && token[p] <= base && token[p] > pgRevoked[p] -> asked = epoch; goto restore
    fi;
    goto again
  }

/* Reserves numbers in PostgreSQL first, then in Redis, only within the latest epoch. */
reserve:
  atomic {
    if
    :: pgEpoch == asked -> pgReserved = pgReserved + BLOCK; number = pgReserved
    :: else -> asked = 0; goto again
    fi
  }
  atomic {
    if
    :: epoch == asked && limit < number -> limit = number
    :: else
    fi;
    asked = 0; number = 0; goto again
  }

/* Waits until PostgreSQL has the admission before the user learns of it. */
announce:
  atomic {
    if
#ifdef BUG_ANNOUNCED_FIRST
    :: number > pgRevoked[p] ->
#else
    :: pgTurn[p] >= number && number > pgRevoked[p] ->
#endif
       token[p] = larger(token[p], number);
       for (q : 0 .. PEOPLE - 1) { owed[q] = owed[q] || ((ahead[p] >> q) & 1) }
#ifdef LIVENESS
       served = served || p == 0;
#endif
       if
       /* represents the user's next poll, which claims the place */
       :: epoch == asked && place[p] == number && turn[p] -> claimed[p] = 1
       :: else
       fi
    /* the turn is over, or its admission was lost with the log */
    :: number <= pgRevoked[p] || pgEpoch != asked || epoch != asked || place[p] != number
    fi;
    asked = 0; number = 0; goto again
  }

/* Reinserts a place only in the epoch in which the instance checked that the place is not revoked.
   In a later epoch, the instance must repeat the check. */
restore:
  atomic {
    if
    :: mayMishap && late == 0 -> mishaps++; late = p + 1; lateNumber = token[p]; lateEpoch = asked
    :: true
    fi;
    if
    :: epoch == asked ->
       d_step { reinsert(p, token[p]) }
       if
       :: isGood(p) -> assertNotBehind(p); here[p] = 1
       :: else -> expire(p)
       fi
    :: else
    fi;
    asked = 0; number = 0; goto again
  }
}

/* Runs the periodic jobs of the instances. */
active proctype Ticks() {
  do
  :: atomic { !inEpoch ->
       d_step { open() }
       if
       :: pgEpoch = epoch
       /* the transaction rolls back, so no request uses the new epoch of Redis */
       :: mayMishap -> mishaps++
       fi }
  :: d_step { inEpoch ->
       for (best : 0 .. PEOPLE - 1) {
         if
         :: turn[best] && place[best] <= pgRevoked[best] -> expirePlace(best) /* the user has paid */
         :: else
         fi
       }
       assertRevoked();
       /* The recovery time lasts until every present user has polled. */
       count = 0;
       for (q : 0 .. PEOPLE - 1) { count = count + isMissing(q) }
       held = held && count > 0;
       admit() }
  od
}

/* Records the log. A loss or the next epoch may come between the read and the transaction. */
active proctype Drain() {
  do
  :: d_step { epoch != 0 && drainEpoch == 0 && hasEntries -> readLog() }
  :: d_step { drainEpoch != 0 -> recordLog() }
  od
}

active proctype Late() {
  do
  :: d_step { late != 0 ->
       if
       :: epoch == lateEpoch -> reinsert(late - 1, lateNumber)
       :: else
       fi;
       late = 0; lateNumber = 0; lateEpoch = 0 }
  od
}

/* Causes the effects of time: absence, unclaimed turns and ends of sessions. */
proctype Time(byte p) {
  do
  :: atomic { live[p] && !here[p] -> live[p] = 0 }
  /* a script of the epoch ends the turn */
  :: atomic { inEpoch && turn[p] && (claimed[p] -> !stays(p) : !here[p]) -> expirePlace(p) }
  od
}

active proctype Loss() {
  byte losses;
  do
  :: d_step { losses < LOSSES -> losses++; lose();
       for (q : 0 .. PEOPLE - 1) { ended[q] = 0; revoked[q] = 0 } }
  :: break
  od
}

init {
  byte p;
  atomic {
    for (p : 0 .. PEOPLE - 1) { run Person(p); run Time(p) }
    p = 0
  }
}

#ifdef LIVENESS
ltl everyoneIsServed { <> served }
#endif
