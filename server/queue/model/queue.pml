/* The protocol of a concert's queue, for Spin. docs/queue.md describes it, queue-model.test.ts
   checks it. An atomic step is one Lua script in Redis or one transaction in PostgreSQL. Between
   two steps anything may happen: other requests, ticks, the loss of Redis. There is no clock:
   what time can cause may happen at any moment. A command in an epoch that is not current is
   STALE and does nothing, so the epoch that an instance observed matters only within a request
   (asked). A name BUG_... removes one rule. */
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
/* lost replies, users joining again, mislaid tokens, duplicate commands, ends persisted late,
   instances dying while they begin an epoch */
#define MISHAPS 1
#endif
#define BLOCK 2 /* numbers reserved at once */

/* PostgreSQL, which loses nothing. */
byte pgEpoch = 1;
byte pgReserved;     /* the highest number that may have been issued */
byte pgTurn[PEOPLE]; /* the number of a user's announced admission */
/* the last number issued then: the end of that turn revokes all up to it */
byte pgTurnRevokes[PEOPLE];
byte pgRevoked[PEOPLE]; /* a user's places up to this number are revoked */

/* Redis. */
byte epoch = 1;        /* 0: Redis has lost the queue */
/* the epoch's numbers are above base; the last one issued; the last one that may be issued */
byte base, issued, limit;
byte place[PEOPLE];    /* 0: none */
bit turn[PEOPLE], claimed[PEOPLE];
bit live[PEOPLE];      /* waits and is present */
/* a user's places up to this number have ended; kept until PostgreSQL has persisted it */
byte ended[PEOPLE];
byte revoked[PEOPLE];    /* the same, kept afterwards */
bit held;              /* the recovery window: nobody is admitted */

/* The users. */
byte token[PEOPLE];
byte mislaid[PEOPLE];  /* another token, which may be found again */
bit here[PEOPLE];      /* polls, and has been seen */
/* users are alike: they first come in the order of their indexes, which saves states */
byte came;
byte mishaps;
byte late, lateNumber, lateEpoch; /* the second copy of a command that reinserts user late - 1 */
/* an end of user hand - 1 that an instance has read and persists late */
byte hand, handNumber, handEpoch;

/* For the assertions. */
byte highest;          /* number ever issued */
byte over[PEOPLE];     /* a user's places up to this number have ended in truth */
byte known[PEOPLE];    /* the same, as far as PostgreSQL knows */
hidden byte q, best, count;
hidden byte numberTwice, overtaken, aboveCapacity, turnLost, placeLost, revokedPlace;

#ifdef LIVENESS
bit served;            /* user 0, who stays, has got an announced admission */
#define stays(p) (p == 0)
#else
#define stays(p) false
#endif

#define inEpoch (epoch == pgEpoch)
#define hasTurn(p) (pgTurn[p] > pgRevoked[p])
#define isGood(p) (place[p] != 0 && place[p] <= token[p]) /* an older place is a better one */
#define isMissing(p) (here[p] && token[p] > over[p] && !isGood(p))
#define larger(a, b) (a > b -> a : b)
#define isWaiting(p) (place[p] != 0 && !turn[p])
#define mayMishap (mishaps < MISHAPS)
#if MISHAPS
#define revokes(p) issued /* everything issued to a user until their place ends */
#else
/* the same in fewer states, since nobody has two tokens */
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

/* Nobody waits at a place that PostgreSQL knows as revoked. */
inline assertRevoked() {
  revokedPlace = 0;
  for (q : 0 .. PEOPLE - 1) { revokedPlace = revokedPlace || (isWaiting(q) && place[q] <= known[q]) }
  assert(!revokedPlace)
}

inline lose() {
  epoch = 0; base = 0; issued = 0; limit = 0; held = 0;
  for (q : 0 .. PEOPLE - 1) { clearPlace(q) }
}

/* A turn whose end was lost with Redis is restored beside turns admitted since: it is not
   counted. */
inline assertCapacity() {
  count = 0;
  for (q : 0 .. PEOPLE - 1) { count = count + (turn[q] && place[q] > over[q]) }
  aboveCapacity = count > CAPACITY;
  assert(!aboveCapacity)
}

/* No present user, known to Redis or not, has a lower number than the admitted one. */
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

/* Returns a user to the number of an earlier epoch's token, if that is better than theirs. */
inline reinsert(p, number) {
  if
#ifdef BUG_ENDS_FORGOTTEN
  :: place[p] == 0 || (!turn[p] && place[p] > number) ->
#else
  :: number > revoked[p] && (place[p] == 0 || (!turn[p] && place[p] > number)) ->
#endif
     place[p] = number; live[p] = 1;
     assertRevoked();
     /* an end that Redis has lost did not happen */
     over[p] = (over[p] < number || revoked[p] >= number -> over[p] : number - 1)
  :: else
  fi
}

/* Begins an epoch under the lock of the concert's row: numbers above all that may have been
   issued, and the open turns. */
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

/* The user learns that the place has ended, or that this token is not that of their turn. */
inline expire(p) {
  placeLost = token[p] > over[p] && !turn[p];
  assert(!placeLost);
  token[p] = 0; here[p] = 0
}

/* One user's requests, one after the other. */
proctype Person(byte p) {
  byte asked, number, last;

again:
  atomic {
    if
    :: inEpoch && token[p] == 0 && came >= p && (place[p] != 0 || over[p] == 0 || mayMishap) -> goto join
    :: inEpoch && token[p] != 0 -> goto poll
    :: here[p] && !hasTurn(p) && !stays(p) -> here[p] = 0; goto again /* goes away; a later poll is the return */
    :: hasTurn(p) && token[p] >= pgTurn[p] && !stays(p) -> /* pays; Redis learns it at a tick */
       pgRevoked[p] = larger(pgRevoked[p], pgTurnRevokes[p]);
       if
       :: pgTurn[p] > over[p] -> over[p] = larger(token[p], mislaid[p]); known[p] = over[p]
       :: else /* the turn ended during the payment */
       fi;
       here[p] = 0; goto again
    :: token[p] != 0 && mislaid[p] == 0 && mayMishap && !stays(p) -> /* mislays the token, and joins again */
       mishaps++; mislaid[p] = token[p]; token[p] = 0; here[p] = 0; goto again
    :: mislaid[p] != 0 && mislaid[p] != token[p] -> /* goes on with the other token */
       number = token[p]; token[p] = mislaid[p]; mislaid[p] = number; number = 0; here[p] = 0; goto again
    :: inEpoch && isGood(p) && !stays(p) -> d_step { expirePlace(p); here[p] = 0; admit() } goto again /* leaves */
    fi;

join:
    if
    :: place[p] == 0 && issued >= limit -> asked = epoch; goto reserve
    :: else
    fi;
    if
    :: place[p] == 0 && over[p] != 0 -> mishaps++ /* joins again after an ended place */
    :: else
    fi;
    came = larger(came, p + 1);
    d_step { issueNumber(p) }
    if
    :: turn[p] -> asked = epoch; number = place[p]; last = revokes(p); here[p] = 1; goto announce
    :: !turn[p] -> token[p] = place[p]; here[p] = 1; goto again
    :: mayMishap && !stays(p) -> mishaps++; goto again /* the reply is lost */
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

reserve: /* in PostgreSQL first, and only for the latest epoch */
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

announce: /* no admission is announced before PostgreSQL recorded it, in the current epoch only */
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
       :: epoch == asked && place[p] == number && turn[p] -> claimed[p] = 1 /* a join does not claim, but a present user polls in time */
       :: else
       fi
    :: else
    fi;
    asked = 0; number = 0; last = 0; goto again
  }

/* the place was not revoked; the reinsertion is in the same epoch, or revocation is checked
   again */
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

/* The instances' jobs. */
active proctype Ticks() {
  do
  :: atomic { !inEpoch ->
       d_step { open() }
       if
       :: pgEpoch = epoch
       :: mayMishap -> mishaps++ /* rolled back in PostgreSQL: Redis is ahead, in an epoch that no request uses */
       fi }
  :: d_step { inEpoch ->
       for (q : 0 .. PEOPLE - 1) {
         if
         :: ended[q] != 0 -> pgRevoked[q] = larger(pgRevoked[q], ended[q]); ended[q] = 0; known[q] = larger(known[q], over[q])
         :: else
         fi;
         if
         :: turn[q] && place[q] <= pgRevoked[q] -> expirePlace(q) /* paid */
         :: else
         fi
       }
       assertRevoked();
       /* The recovery window lasts until every present user has polled. */
       count = 0;
       for (q : 0 .. PEOPLE - 1) { count = count + isMissing(q) }
       held = held && count > 0;
       admit() }
  od
}

active proctype Late() {
  do
  :: d_step { hand != 0 -> /* persisted in the epoch in which it was read, or not at all */
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

/* What time can cause: absence, an unclaimed turn, the end of a session, an instance that
   persists an end late. */
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
