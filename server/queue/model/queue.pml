/* The protocol of a concert's line, for Spin; docs/queue.md says it in words, line.test.ts checks it. An atomic step is what the
   product does at once: one Lua script on the store, or one transaction in PostgreSQL. Between two steps anything may happen:
   other requests, beats, the loss of the store. There is no clock: what time may bring, may come at any moment. A command in an
   epoch that does not hold is STALE and does nothing, so which epoch an instance believes in matters only within a request
   (asked). A name BUG_... takes one rule away. */
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
#define MISHAPS 1 /* answers lost, people joining again, tokens mislaid, commands arriving twice, ends carried late, instances dying as
                     they begin an epoch */
#endif
#define BLOCK 2 /* numbers reserved at once */

/* PostgreSQL: what it knows, it keeps. */
byte pgEpoch = 1;
byte pgReserved;     /* the highest number that may have been given */
byte pgTurn[PEOPLE]; /* the number with which a person has been told that it is their turn */
byte pgSpends[PEOPLE]; /* the last number that the line had given then: all up to it are used up with that turn */
byte pgUsed[PEOPLE]; /* their places up to this number are used up */

/* The store. */
byte epoch = 1;        /* 0: it has lost the line */
byte base, given, limit; /* the epoch's numbers come above base; the last one given; the last one that may be */
byte place[PEOPLE];    /* 0: none */
bit turn[PEOPLE], claimed[PEOPLE];
bit live[PEOPLE];      /* waits, and has been seen within the grace time */
byte ended[PEOPLE];    /* their places up to this number have ended, until it is carried into PostgreSQL */
byte spent[PEOPLE];    /* the same, kept in mind */
bit held;              /* the recovery window: nobody is admitted */

/* The people. */
byte token[PEOPLE];
byte mislaid[PEOPLE];  /* another token, which may be found again */
bit here[PEOPLE];      /* polls, and has been seen */
byte came;             /* people are alike: they come for the first time in the order of their names */
byte mishaps;
byte late, lateNumber, lateEpoch; /* the second copy of a command that puts somebody (late - 1) back */
byte hand, handNumber, handEpoch; /* an end of somebody's (hand - 1) that an instance has read and carries late */

/* For the judgement. */
byte highest;          /* number ever given */
byte over[PEOPLE];     /* their places up to this number have ended, whoever knows of it */
byte known[PEOPLE];    /* the same, of what PostgreSQL knows */
hidden byte q, best, count;
hidden byte numberTwice, overtaken, aboveCapacity, turnLost, placeLost, spentPlace;

#ifdef LIVENESS
bit served;            /* person 0, who stays, has been told that it is their turn */
#define stays(p) (p == 0)
#else
#define stays(p) false
#endif

#define inOrder (epoch == pgEpoch)
#define hasTurn(p) (pgTurn[p] > pgUsed[p])
#define isGood(p) (place[p] != 0 && place[p] <= token[p]) /* an older place is a better one */
#define isMissing(p) (here[p] && token[p] > over[p] && !isGood(p))
#define larger(a, b) (a > b -> a : b)
#define isWaiting(p) (place[p] != 0 && !turn[p])
#define mayMishap (mishaps < MISHAPS)
#if MISHAPS
#define spends(p) given /* everything that somebody has been given until their place ends */
#else
#define spends(p) larger(token[p], place[p]) /* nobody has two tokens: the same, in fewer states */
#endif

inline forgetPlace(p) { place[p] = 0; turn[p] = 0; claimed[p] = 0; live[p] = 0 }

inline endPlace(p) {
#ifdef BUG_SPENDS_ONE
  ended[p] = larger(ended[p], place[p]);
#else
  ended[p] = spends(p);
#endif
  spent[p] = ended[p]; over[p] = spends(p);
  forgetPlace(p)
}

/* Nobody waits at a place that PostgreSQL knows as used up. */
inline judgeSpent() {
  spentPlace = 0;
  for (q : 0 .. PEOPLE - 1) { spentPlace = spentPlace || (isWaiting(q) && place[q] <= known[q]) }
  assert(!spentPlace)
}

inline lose() {
  epoch = 0; base = 0; given = 0; limit = 0; held = 0;
  for (q : 0 .. PEOPLE - 1) { forgetPlace(q) }
}

/* A turn whose end the store lost before PostgreSQL knew of it is restored beside those who were let in since: it is not counted. */
inline judgeCapacity() {
  count = 0;
  for (q : 0 .. PEOPLE - 1) { count = count + (turn[q] && place[q] > over[q]) }
  aboveCapacity = count > CAPACITY;
  assert(!aboveCapacity)
}

/* Nobody who is present, whatever the store remembers of them, has a lower number than whoever is admitted. */
inline judgeOrder() {
  overtaken = 0;
  for (q : 0 .. PEOPLE - 1) {
    overtaken = overtaken || (q != best && here[q] && token[q] > over[q] && !turn[q] && token[q] < place[best])
  }
  assert(!overtaken)
}

/* Admits the lowest number that is live, if there is room. */
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
     judgeOrder();
     turn[best] = 1; live[best] = 0;
     judgeCapacity()
  :: else
  fi
}

inline takeNumber(p) {
  if
  :: place[p] == 0 ->
     given++;
     numberTwice = given <= highest;
     assert(!numberTwice);
     highest = given;
     place[p] = given
  :: else
  fi;
  live[p] = !turn[p];
  admit()
}

/* Puts somebody back at the number of an earlier epoch's token, if that is better than what they have. */
inline putBack(p, number) {
  if
#ifdef BUG_ENDS_FORGOTTEN
  :: place[p] == 0 || (!turn[p] && place[p] > number) ->
#else
  :: number > spent[p] && (place[p] == 0 || (!turn[p] && place[p] > number)) ->
#endif
     place[p] = number; live[p] = 1;
     judgeSpent();
     over[p] = (over[p] < number || spent[p] >= number -> over[p] : number - 1) /* an end that the store has lost has not been */
  :: else
  fi
}

/* Begins an epoch, under the lock of the concert's row: numbers above all that may have been given, the turns that are not over. */
inline open() {
  lose();
  epoch = larger(epoch, pgEpoch) + 1;
  base = pgReserved; limit = pgReserved;
#ifndef BUG_NUMBERS_RESTART
  given = pgReserved;
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
  judgeCapacity()
}

/* Told that their place has ended; or that this token is none for the turn that they have with a newer one. */
inline expire(p) {
  placeLost = token[p] > over[p] && !turn[p];
  assert(!placeLost);
  token[p] = 0; here[p] = 0
}

/* One person's requests, one after the other. */
proctype Person(byte p) {
  byte asked, number, last;

again:
  atomic {
    if
    :: inOrder && token[p] == 0 && came >= p && (place[p] != 0 || over[p] == 0 || mayMishap) -> goto join
    :: inOrder && token[p] != 0 -> goto poll
    :: here[p] && !hasTurn(p) && !stays(p) -> here[p] = 0; goto again /* goes away; a later poll is the return */
    :: hasTurn(p) && token[p] >= pgTurn[p] && !stays(p) -> /* pays; the store gets to know of it by a beat */
       pgUsed[p] = larger(pgUsed[p], pgSpends[p]);
       if
       :: pgTurn[p] > over[p] -> over[p] = larger(token[p], mislaid[p]); known[p] = over[p]
       :: else /* it has ended while they paid */
       fi;
       here[p] = 0; goto again
    :: token[p] != 0 && mislaid[p] == 0 && mayMishap && !stays(p) -> /* loses their token, and joins anew if the line forgets them */
       mishaps++; mislaid[p] = token[p]; token[p] = 0; here[p] = 0; goto again
    :: mislaid[p] != 0 && mislaid[p] != token[p] -> /* goes on with the other one */
       number = token[p]; token[p] = mislaid[p]; mislaid[p] = number; number = 0; here[p] = 0; goto again
    :: inOrder && isGood(p) && !stays(p) -> d_step { endPlace(p); here[p] = 0; admit() } goto again /* leaves */
    fi;

join:
    if
    :: place[p] == 0 && given >= limit -> asked = epoch; goto reserve
    :: else
    fi;
    if
    :: place[p] == 0 && over[p] != 0 -> mishaps++ /* once more, after a place that has ended */
    :: else
    fi;
    came = larger(came, p + 1);
    d_step { takeNumber(p) }
    if
    :: turn[p] -> asked = epoch; number = place[p]; last = spends(p); here[p] = 1; goto tell
    :: !turn[p] -> token[p] = place[p]; here[p] = 1; goto again
    :: mayMishap && !stays(p) -> mishaps++; goto again /* the answer is lost */
    fi;

poll:
    if
    :: isGood(p) && turn[p] -> asked = epoch; number = place[p]; last = spends(p); here[p] = 1; goto tell
    :: else
    fi;
    turnLost = token[p] >= pgTurn[p] && pgTurn[p] > over[p];
    assert(!turnLost);
    if
    :: isGood(p) -> live[p] = 1; here[p] = 1
    :: !isGood(p) && token[p] > base -> expire(p)
    :: !isGood(p) && token[p] <= base && token[p] <= pgUsed[p] -> expire(p)
    :: !isGood(p) && token[p] <= base && token[p] > pgUsed[p] -> asked = epoch; goto restore
    fi;
    goto again
  }

reserve: /* in PostgreSQL first, where only the latest epoch's numbers may grow */
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

tell: /* nobody is told that it is their turn before PostgreSQL knows, which takes note of it only in the epoch that holds */
  atomic {
    if
#ifdef BUG_TOLD_UNFENCED
    :: number > pgUsed[p] ->
#else
    :: number > pgUsed[p] && pgEpoch == asked ->
#endif
       if
#ifdef BUG_SPENDS_ONE
       :: number > pgTurn[p] -> pgTurn[p] = number; pgSpends[p] = number
#else
       :: number > pgTurn[p] -> pgTurn[p] = number; pgSpends[p] = last
#endif
       :: else
       fi;
       token[p] = larger(token[p], number);
#ifdef LIVENESS
       served = served || p == 0;
#endif
       if
       :: epoch == asked && place[p] == number && turn[p] -> claimed[p] = 1 /* a join does not claim, but whoever is here polls in time */
       :: else
       fi
    :: else
    fi;
    asked = 0; number = 0; last = 0; goto again
  }

restore: /* PostgreSQL has not known the place as used up; the store is told in the same epoch, or it is looked up again */
  atomic {
    if
    :: mayMishap && late == 0 -> mishaps++; late = p + 1; lateNumber = token[p]; lateEpoch = asked
    :: true
    fi;
    if
    :: epoch == asked ->
       d_step { putBack(p, token[p]) }
       if
       :: isGood(p) -> here[p] = 1
       :: else -> expire(p)
       fi
    :: else
    fi;
    asked = 0; number = 0; goto again
  }
}

/* The instances' loops. */
active proctype Beats() {
  do
  :: atomic { !inOrder ->
       d_step { open() }
       if
       :: pgEpoch = epoch
       :: mayMishap -> mishaps++ /* undone in PostgreSQL: the store is ahead, in an epoch in which nobody can ask */
       fi }
  :: d_step { inOrder ->
       for (q : 0 .. PEOPLE - 1) {
         if
         :: ended[q] != 0 -> pgUsed[q] = larger(pgUsed[q], ended[q]); ended[q] = 0; known[q] = larger(known[q], over[q])
         :: else
         fi;
         if
         :: turn[q] && place[q] <= pgUsed[q] -> endPlace(q) /* paid with */
         :: else
         fi
       }
       judgeSpent();
       /* The window is as long as everyone who is here needs for a poll. */
       count = 0;
       for (q : 0 .. PEOPLE - 1) { count = count + isMissing(q) }
       held = held && count > 0;
       admit() }
  od
}

active proctype Late() {
  do
  :: d_step { hand != 0 -> /* written down in the epoch in which the line said so, or not at all */
       if
#ifndef BUG_END_UNFENCED
       :: pgEpoch != handEpoch
#endif
       :: else ->
          pgUsed[hand - 1] = larger(pgUsed[hand - 1], handNumber); known[hand - 1] = larger(known[hand - 1], handNumber);
          judgeSpent()
       fi;
       hand = 0; handNumber = 0; handEpoch = 0 }
  :: d_step { late != 0 ->
       if
       :: epoch == lateEpoch -> putBack(late - 1, lateNumber)
       :: else
       fi;
       late = 0; lateNumber = 0; lateEpoch = 0 }
  od
}

/* What time may bring: not seen for the grace time; not claimed; the session over; an instance that has read an end takes long. */
proctype Time(byte p) {
  do
  :: atomic { live[p] && !here[p] -> live[p] = 0 }
  :: d_step { inOrder && ended[p] != 0 && hand == 0 && mayMishap -> mishaps++; hand = p + 1; handNumber = ended[p]; handEpoch = epoch; ended[p] = 0 }
  :: atomic { turn[p] && (claimed[p] -> !stays(p) : !here[p]) -> endPlace(p) }
  od
}

active proctype Loss() {
  byte losses;
  do
  :: d_step { losses < LOSSES -> losses++; lose();
       for (q : 0 .. PEOPLE - 1) { ended[q] = 0; spent[q] = 0 } }
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
