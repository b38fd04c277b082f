/* Models the protocol of a concert's queue for Spin. The document docs/queue.md describes the
   model, which queue-model.test.ts checks. An atomic step is one Lua script in Redis or one
   transaction in PostgreSQL. Between two steps, any other step may happen: another request, a
   tick, or the loss of Redis. The model has no clock: an effect of time may happen at any moment.
   A command in an epoch that is not current is STALE and does nothing. The epoch that an instance
   observed therefore matters only within a request (`asked`). Each BUG_... removes one rule. */
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
/* Maximum number of mishaps: lost replies, repeated joins, mislaid tokens, duplicate commands,
   late ends, and instances that die while they begin an epoch. */
#define MISHAPS 1
#endif
#define BLOCK 2 /* size of a number block */

/* The state in PostgreSQL, which loses nothing. */
byte pgEpoch = 1;
byte pgReserved;     /* highest number that Redis may have issued */
byte pgTurn[PEOPLE]; /* number of a user's announced admission */
/* last issued number at the admission: the end of the turn revokes all numbers up to it */
byte pgTurnRevokes[PEOPLE];
byte pgRevoked[PEOPLE]; /* number up to which a user's places are revoked */

/* The state in Redis. */
byte epoch = 1;        /* 0 if Redis has lost the queue */
/* The epoch issues the numbers above `base` up to `limit`; `issued` is the last issued number. */
byte base, issued, limit;
byte place[PEOPLE];    /* number, or 0 without a place */
bit turn[PEOPLE], claimed[PEOPLE];
bit live[PEOPLE];      /* true if the user waits and is present */
/* number up to which a user's places have ended, until PostgreSQL has persisted the end */
byte ended[PEOPLE];
byte revoked[PEOPLE];    /* number up to which Redis knows a user's places as revoked */
bit held;              /* true during the recovery time, in which Redis admits no user */

/* The users. */
byte token[PEOPLE];
byte mislaid[PEOPLE];  /* another token, which the user may find again */
bit here[PEOPLE];      /* true if the user polls, and an instance has seen the user */
/* Number of users who have joined. Users first join in the order of their indexes, which saves
   states because all users are alike. */
byte came;
byte mishaps;
/* The second copy of a command that reinserts a place, of user late - 1 (none if late is 0). */
byte late, lateNumber, lateEpoch;
/* The end that an instance has read and persists late, of user hand - 1 (none if hand is 0). */
byte hand, handNumber, handEpoch;

/* The state that only the assertions use. */
byte highest;          /* highest number ever issued */
byte over[PEOPLE];     /* number up to which a user's places have really ended */
byte known[PEOPLE];    /* number up to which PostgreSQL knows that a user's places have ended */
hidden byte q, best, count;
hidden byte numberTwice, overtaken, aboveCapacity, turnLost, placeLost, revokedPlace;

#ifdef LIVENESS
bit served;            /* true if user 0, who stays, has learned of an admission */
#define stays(p) (p == 0)
#else
#define stays(p) false
#endif

#define inEpoch (epoch == pgEpoch)
#define hasTurn(p) (pgTurn[p] > pgRevoked[p])
#define isGood(p) (place[p] != 0 && place[p] <= token[p]) /* an older place has a lower number */
#define isMissing(p) (here[p] && token[p] > over[p] && !isGood(p))
#define larger(a, b) (a > b -> a : b)
#define isWaiting(p) (place[p] != 0 && !turn[p])
#define mayMishap (mishaps < MISHAPS)
#if MISHAPS
#define revokes(p) issued /* all numbers issued until the user's place ends */
#else
/* Without mishaps no user has two tokens, so this smaller number has the same effect with fewer
   states. */
#define revokes(p) larger(token[p], place[p])
#endif

inline clearPlace(p) { place[p] = 0; turn[p] = 0; claimed[p] = 0; live[p] = 0 }

inline expirePlace(p) {
#ifdef BUG_REVOKES_ONE
  ended[p] = larger(ended[p], place[p]);
#else
  ended[p] = revokes(p);
#endif
  revoked[p] = ended[p]; over[p] = revokes(p);
  clearPlace(p)
}

/* Asserts that no user waits at a place that PostgreSQL knows as revoked. */
inline assertRevoked() {
  revokedPlace = 0;
  for (q : 0 .. PEOPLE - 1) { revokedPlace = revokedPlace || (isWaiting(q) && place[q] <= known[q]) }
  assert(!revokedPlace)
}

inline lose() {
  epoch = 0; base = 0; issued = 0; limit = 0; held = 0;
  for (q : 0 .. PEOPLE - 1) { clearPlace(q) }
}

/* Asserts that the turns do not exceed the capacity. Turns that have really ended do not count,
   because the next epoch restores a turn if Redis loses its end. */
inline assertCapacity() {
  count = 0;
  for (q : 0 .. PEOPLE - 1) { count = count + (turn[q] && place[q] > over[q]) }
  aboveCapacity = count > CAPACITY;
  assert(!aboveCapacity)
}

/* Asserts that no present user, known to Redis or not, has a lower number than the admitted
   user. */
inline assertOrder() {
  overtaken = 0;
  for (q : 0 .. PEOPLE - 1) {
    overtaken = overtaken || (q != best && here[q] && token[q] > over[q] && !turn[q] && token[q] < place[best])
  }
  assert(!overtaken)
}

/* Admits the lowest live number within the capacity. */
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
     turn[best] = 1; live[best] = 0;
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

/* Returns a user to the number of a token from an earlier epoch, unless the user has a lower
   number. */
inline reinsert(p, number) {
  if
#ifdef BUG_ENDS_FORGOTTEN
  :: place[p] == 0 || (!turn[p] && place[p] > number) ->
#else
  :: number > revoked[p] && (place[p] == 0 || (!turn[p] && place[p] > number)) ->
#endif
     place[p] = number; live[p] = 1;
     assertRevoked();
     /* If Redis has lost an end, the end no longer counts. */
     over[p] = (over[p] < number || revoked[p] >= number -> over[p] : number - 1)
  :: else
  fi
}

/* Begins an epoch under the lock of the concert's row. The epoch's numbers are above all
   numbers that Redis may have issued, and the open turns continue. */
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
    :: hasTurn(q) -> place[q] = pgTurn[q]; turn[q] = 1; claimed[q] = 1
    :: else
    fi
  }
  assertCapacity()
}

/* Informs the user that the place has ended, or that the turn belongs to another token. */
inline expire(p) {
  placeLost = token[p] > over[p] && !turn[p];
  assert(!placeLost);
  token[p] = 0; here[p] = 0
}

/* Sends the requests of one user, one after the other. */
proctype Person(byte p) {
  byte asked, number, last;

again:
  atomic {
    if
    :: inEpoch && token[p] == 0 && came >= p && (place[p] != 0 || over[p] == 0 || mayMishap) -> goto join
    :: inEpoch && token[p] != 0 -> goto poll
    /* the user goes away until a later poll */
    :: here[p] && !hasTurn(p) && !stays(p) -> here[p] = 0; goto again
    /* the user pays, and a tick updates Redis */
    :: hasTurn(p) && token[p] >= pgTurn[p] && !stays(p) ->
       pgRevoked[p] = larger(pgRevoked[p], pgTurnRevokes[p]);
       if
       :: pgTurn[p] > over[p] -> over[p] = larger(token[p], mislaid[p]); known[p] = over[p]
       :: else /* the turn has ended during the payment */
       fi;
       here[p] = 0; goto again
    /* the user mislays the token and joins again */
    :: token[p] != 0 && mislaid[p] == 0 && mayMishap && !stays(p) ->
       mishaps++; mislaid[p] = token[p]; token[p] = 0; here[p] = 0; goto again
    /* the user continues with the other token */
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
    :: place[p] == 0 && over[p] != 0 -> mishaps++ /* the user joins again after an ended place */
    :: else
    fi;
    came = larger(came, p + 1);
    d_step { issueNumber(p) }
    if
    :: turn[p] -> asked = epoch; number = place[p]; last = revokes(p); here[p] = 1; goto announce
    :: !turn[p] -> token[p] = place[p]; here[p] = 1; goto again
    :: mayMishap && !stays(p) -> mishaps++; goto again /* the user gets no reply */
    fi;

poll:
    if
    :: isGood(p) && turn[p] -> asked = epoch; number = place[p]; last = revokes(p); here[p] = 1; goto announce
    :: else
    fi;
    turnLost = token[p] >= pgTurn[p] && pgTurn[p] > over[p];
    assert(!turnLost);
    if
    :: isGood(p) -> live[p] = 1; here[p] = 1
    :: !isGood(p) && token[p] > base -> expire(p)
    :: !isGood(p) && token[p] <= base && token[p] <= pgRevoked[p] -> expire(p)
    :: !isGood(p) && token[p] <= base && token[p] > pgRevoked[p] -> asked = epoch; goto restore
    fi;
    goto again
  }

/* PostgreSQL reserves numbers before Redis, and only in the latest epoch. */
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

/* PostgreSQL records an admission before the user learns of it, and only in the current epoch. */
announce:
  atomic {
    if
#ifdef BUG_ANNOUNCED_UNFENCED
    :: number > pgRevoked[p] ->
#else
    :: number > pgRevoked[p] && pgEpoch == asked ->
#endif
       if
#ifdef BUG_REVOKES_ONE
       :: number > pgTurn[p] -> pgTurn[p] = number; pgTurnRevokes[p] = number
#else
       :: number > pgTurn[p] -> pgTurn[p] = number; pgTurnRevokes[p] = last
#endif
       :: else
       fi;
       token[p] = larger(token[p], number);
#ifdef LIVENESS
       served = served || p == 0;
#endif
       if
       /* a join claims no place, but a present user polls in time */
       :: epoch == asked && place[p] == number && turn[p] -> claimed[p] = 1
       :: else
       fi
    :: else
    fi;
    asked = 0; number = 0; last = 0; goto again
  }

/* Reinserts a place that is not revoked, in the epoch of the check for revoked places. If a later
   epoch has begun, the instance checks again for revoked places. */
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
       :: isGood(p) -> here[p] = 1
       :: else -> expire(p)
       fi
    :: else
    fi;
    asked = 0; number = 0; goto again
  }
}

/* Runs the jobs of the instances. */
active proctype Ticks() {
  do
  :: atomic { !inEpoch ->
       d_step { open() }
       if
       :: pgEpoch = epoch
       /* PostgreSQL rolls back; no request uses the epoch in Redis */
       :: mayMishap -> mishaps++
       fi }
  :: d_step { inEpoch ->
       for (q : 0 .. PEOPLE - 1) {
         if
         :: ended[q] != 0 -> pgRevoked[q] = larger(pgRevoked[q], ended[q]); ended[q] = 0; known[q] = larger(known[q], over[q])
         :: else
         fi;
         if
         :: turn[q] && place[q] <= pgRevoked[q] -> expirePlace(q) /* the user has paid */
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

active proctype Late() {
  do
  :: d_step { hand != 0 -> /* an instance persists an end in the epoch of its read, or never */
       if
#ifndef BUG_END_UNFENCED
       :: pgEpoch != handEpoch
#endif
       :: else ->
          pgRevoked[hand - 1] = larger(pgRevoked[hand - 1], handNumber); known[hand - 1] = larger(known[hand - 1], handNumber);
          assertRevoked()
       fi;
       hand = 0; handNumber = 0; handEpoch = 0 }
  :: d_step { late != 0 ->
       if
       :: epoch == lateEpoch -> reinsert(late - 1, lateNumber)
       :: else
       fi;
       late = 0; lateNumber = 0; lateEpoch = 0 }
  od
}

/* Causes the effects of time: absence, an unclaimed turn, the end of a session, and an end that
   an instance persists late. */
proctype Time(byte p) {
  do
  :: atomic { live[p] && !here[p] -> live[p] = 0 }
  :: d_step { inEpoch && ended[p] != 0 && hand == 0 && mayMishap -> mishaps++; hand = p + 1; handNumber = ended[p]; handEpoch = epoch; ended[p] = 0 }
  :: atomic { turn[p] && (claimed[p] -> !stays(p) : !here[p]) -> expirePlace(p) }
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
