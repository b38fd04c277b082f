/* The protocol of a concert's line, for Spin; docs/line.md says it in words, line.test.ts runs it. Each step of a process is what
   the product does at once: one Lua script on the store, or one transaction in PostgreSQL. Between two steps anything may happen:
   other people's requests, beats of either instance, the loss of the store. There is no clock: what time may bring, may come at
   any moment. A name BUG_... takes one rule away. */
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
#define MISHAPS 0 /* how often an answer gets lost, somebody joins again, a command arrives twice, or an instance dies as it begins an epoch */
#endif
#define BLOCK PEOPLE /* numbers that are reserved at once */

#define has(set, n) (((set) >> (n)) & 1)
#define add(set, n) set = set | (1 << (n))

/* PostgreSQL: what it knows, it keeps. */
byte pgEpoch = 1;
byte pgReserved;     /* the last number that may have been given: the next epoch begins behind it */
byte pgTurn[PEOPLE]; /* the number with which a person has been told that it is their turn */
short pgUsed;        /* numbers of used-up places: paid, left, the turn over or not claimed */

/* The store. Without an epoch it is empty. */
byte epoch = 1;
byte given;         /* the last number given */
byte limit;         /* the last number that it may give */
byte place[PEOPLE]; /* 0: none */
bit turn[PEOPLE];
bit claimed[PEOPLE];
bit live[PEOPLE];   /* waits, and has been seen within the grace time */
short known;        /* numbers of earlier epochs that have been put back in this one */
short ended;        /* numbers of ended places, until they are carried into PostgreSQL */
bit held;           /* nobody is admitted before the recovery window is over */

/* What the instances believe, and what the people have. */
byte believed[2] = 1;
byte token[PEOPLE]; /* the number on it; 0: none */
byte tokenEpoch[PEOPLE];
bit here[PEOPLE];   /* polls, and has been seen */
byte came;          /* people are alike: they come for the first time in the order of their names */

byte mishaps;
byte late;          /* 1 + the person whom a command under way will put back; 0: there is none */
byte lateNumber, lateEpoch;

/* For the judgement, and for counting within a step. */
byte lastGiven;
#ifdef LIVENESS
bit served;         /* person 0 has been told that it is their turn */
#define stays(p) (p == 0)
#else
#define stays(p) 0
#endif
hidden byte q, r, best, count;
hidden byte numberTwice, overtaken, aboveCapacity, inTwice, secondPlace, turnLost;

#define isWaiting(p) (place[p] != 0 && !turn[p])
#define isStale(i) (epoch == 0 || epoch != believed[i])
#define hasTurn(p) (pgTurn[p] != 0 && !has(pgUsed, pgTurn[p]))
#define isPresent(p) (here[p] && token[p] != 0 && !has(pgUsed | ended, token[p]) && !turn[p])

inline judgeAdmission(p) {
  r = 0; overtaken = 0;
  do
  :: r < PEOPLE -> overtaken = overtaken || (r != p && isPresent(r) && token[r] < place[p]); r++
  :: else -> break
  od;
  assert(!overtaken)
}

inline judgeCapacity() {
  r = 0; count = 0;
  do
  :: r < PEOPLE -> count = count + turn[r]; r++
  :: else -> break
  od;
  aboveCapacity = count > CAPACITY;
  assert(!aboveCapacity)
}

/* Whoever has been told that it is their turn has it in the store too. */
inline judgeTurns() {
  q = 0;
  do
  :: q < PEOPLE ->
     turnLost = hasTurn(q) && !(turn[q] && place[q] == pgTurn[q]);
     assert(!turnLost);
     q++
  :: else -> break
  od
}

/* Who is next: the lowest number that waits and is live; PEOPLE: nobody. Counts the turns, too. */
inline findNext() {
  q = 0; best = PEOPLE; count = 0;
  do
  :: q < PEOPLE ->
#ifdef BUG_RESTORED_UNCOUNTED
     count = count + (turn[q] && !has(known, place[q]));
#else
     count = count + turn[q];
#endif
     if
#ifdef BUG_ABSENT_BLOCKS
     :: isWaiting(q) && (best == PEOPLE || place[q] < place[best]) -> best = q
#else
     :: isWaiting(q) && live[q] && (best == PEOPLE || place[q] < place[best]) -> best = q
#endif
     :: else
     fi;
     q++
  :: else -> break
  od
}

inline admit() {
  do
  :: held -> break
  :: else ->
     findNext();
     if
     :: count >= CAPACITY || best == PEOPLE -> break
     :: else
     fi;
     if
     :: !live[best] -> break
     :: else
     fi;
     judgeAdmission(best);
     turn[best] = 1; live[best] = 0;
     judgeCapacity()
  od;
  q = 0
}

inline endPlace(p) {
  place[p] = 0; turn[p] = 0; claimed[p] = 0; live[p] = 0
}

inline wipe() {
  epoch = 0; given = 0; limit = 0; known = 0; ended = 0; held = 0;
  q = 0;
  do
  :: q < PEOPLE -> endPlace(q); q++
  :: else -> break
  od;
  q = 0
}

/* The next number, or the place that the person has. */
inline takeNumber(p) {
  if
  :: place[p] == 0 && given < limit ->
     secondPlace = hasTurn(p);
     assert(!secondPlace);
     given++;
     numberTwice = given <= lastGiven;
     assert(!numberTwice);
     lastGiven = given;
     place[p] = given;
     if
     :: came == p -> came++
     :: else -> mishaps++
     fi
  :: else
  fi;
  if
  :: place[p] != 0 -> live[p] = !turn[p]; admit()
  :: else
  fi;
  q = 0
}

/* Puts somebody back at the number of an earlier epoch's token: once in an epoch, and nobody who has a place. */
inline putBack(p, number, asked) {
  if
#ifdef BUG_RETURNS_TWICE
  :: epoch == asked && place[p] == 0 ->
#else
  :: epoch == asked && place[p] == 0 && !has(known, number) ->
#endif
     inTwice = has(pgUsed, number);
     assert(!inTwice);
     add(known, number);
     place[p] = number; live[p] = 1;
     if
     :: token[p] == number -> here[p] = 1
     :: else
     fi
  :: else
  fi;
  q = 0
}

inline forgetToken(p) {
  token[p] = 0; tokenEpoch[p] = 0; here[p] = 0
}

/* The store does not know a number of an earlier epoch: the person is put back, unless PostgreSQL knows it as used up. */
inline comeBack(p) {
  if
#ifndef BUG_RETURN_UNASKED
  :: has(pgUsed, token[p]) -> forgetToken(p)
#endif
  :: else ->
     if
     :: mishaps < MISHAPS -> mishaps++; late = 1 + p; lateNumber = token[p]; lateEpoch = epoch
     :: skip
     fi;
     d_step { putBack(p, token[p], epoch) }
  fi
}

/* One person's requests, one after the other, each to either instance. A command that is STALE is tried again. */
proctype Person(byte p) {
  byte asked, i; /* asked: the epoch that the request under way was answered in */

again:
  atomic {
    if
    :: i = 0
    :: i = 1
    fi;
    if
#ifdef BUG_EPOCH_UNCHECKED
    :: token[p] == 0 && (came == p || (came > p && (mishaps < MISHAPS || place[p] != 0))) ->
#else
    :: token[p] == 0 && (came == p || (came > p && (mishaps < MISHAPS || place[p] != 0))) && !isStale(i) ->
#endif
       d_step { takeNumber(p) }
       if
       :: place[p] == 0
       :: place[p] != 0 -> token[p] = place[p]; tokenEpoch[p] = epoch; here[p] = 1
       :: place[p] != 0 && mishaps < MISHAPS && !stays(p) -> mishaps++
       fi
    :: token[p] == 0 -> skip

    :: token[p] != 0 && isStale(i) -> skip
    :: token[p] != 0 && !isStale(i) -> /* a poll */
       if
       :: place[p] == token[p] && turn[p] ->
          asked = epoch;
#ifndef BUG_CLAIMED_LATE
          claimed[p] = 1;
#endif
          i = 0;
          goto tell
       :: place[p] == token[p] && !turn[p] -> live[p] = 1; here[p] = 1
       :: place[p] != token[p] && tokenEpoch[p] < epoch -> comeBack(p)
       :: else -> forgetToken(p)
       fi

    :: token[p] != 0 && here[p] && !hasTurn(p) && !stays(p) -> here[p] = 0 /* goes away; the next poll is the return */
    :: token[p] != 0 && !here[p] -> skip                    /* stays away */

    :: token[p] != 0 && !stays(p) && !has(pgUsed, token[p]) -> /* pays or leaves; the store knows of it by a beat */
#ifdef BUG_LEAVES_STORE_FIRST
       if
       :: place[p] == token[p] -> add(ended, token[p]); endPlace(p); here[p] = 0
       :: else
       fi
#else
       add(pgUsed, token[p]); here[p] = 0
#endif
    fi;
    i = 0
  }
  goto again;

tell: /* Nobody is told that it is their turn before PostgreSQL knows, and it takes note of it only in the epoch that holds. */
  atomic {
    if
#ifdef BUG_TOLD_UNFENCED
    :: !has(pgUsed, token[p]) ->
#else
    :: !has(pgUsed, token[p]) && pgEpoch == asked ->
#endif
       pgTurn[p] = token[p]; here[p] = 1;
#ifdef LIVENESS
       served = served || p == 0
#endif
    :: else
    fi;
#ifndef BUG_CLAIMED_LATE
    asked = 0
#endif
  }
#ifdef BUG_CLAIMED_LATE
  atomic {
    if
    :: epoch == asked && place[p] == token[p] && turn[p] -> claimed[p] = 1
    :: else
    fi;
    asked = 0
  }
#endif
  goto again;
}

/* A second copy of a command that puts somebody back, any time later: from another tab, or from a connection that sends it again. */
active proctype Late() {
  do
  :: d_step { late != 0 ->
     putBack(late - 1, lateNumber, lateEpoch);
     late = 0; lateNumber = 0; lateEpoch = 0 }
  od
}

/* Ends are carried from the store into PostgreSQL, and what is used up there ends in the store. */
inline carryEnds() {
  pgUsed = pgUsed | ended; ended = 0;
  q = 0;
  do
  :: q < PEOPLE ->
     if
     :: place[q] != 0 && has(pgUsed, place[q]) -> endPlace(q)
     :: else
     fi;
     q++
  :: else -> break
  od
}

/* The recovery window is as long as everyone who is here needs for a poll. */
inline endWindow() {
  q = 0; count = 0;
  do
  :: q < PEOPLE -> count = count + (isPresent(q) && place[q] != token[q]); q++
  :: else -> break
  od;
  held = held && count > 0
}

/* Begins an epoch, under the lock of the concert's row: numbers above all that may have been given, the turns that are not over. */
inline open() {
  wipe();
  epoch = pgEpoch + 1;
#ifndef BUG_NUMBERS_RESTART
  given = pgReserved;
#endif
  limit = pgReserved;
#ifndef BUG_NO_WINDOW
  held = 1;
#endif
  q = 0;
  do
  :: q < PEOPLE ->
     if
#ifdef BUG_RESTORED_UNASKED
     :: pgTurn[q] != 0 ->
#else
     :: hasTurn(q) ->
#endif
        inTwice = has(pgUsed, pgTurn[q]);
        assert(!inTwice);
        place[q] = pgTurn[q]; turn[q] = 1; claimed[q] = 1;
        add(known, place[q])
     :: else
     fi;
     q++
  :: else -> break
  od;
  judgeCapacity()
}

proctype Instance(byte i) {

again:
  if
  :: atomic { isStale(i) ->
     if
     :: epoch == pgEpoch -> believed[i] = pgEpoch /* the other instance has begun it */
     :: else ->
        d_step { open() }
        if
        :: pgEpoch++; believed[i] = pgEpoch
        :: mishaps < MISHAPS -> mishaps++ /* undone in PostgreSQL: the store is ahead */
        fi
     fi }

  :: d_step { !isStale(i) -> /* a beat */
     carryEnds();
     endWindow();
     if
     :: epoch == pgEpoch -> judgeTurns()
     :: else
     fi;
     admit() }
     if
     :: atomic { i == 0 && !isStale(i) && given == limit && pgEpoch == believed[i] ->
        pgReserved = pgReserved + BLOCK;
        assert(pgReserved <= 14); /* the sets have room for no more */
        limit = pgReserved }
     :: else
     fi
  fi;
  goto again
}

/* What time may bring: not seen for the grace time; not claimed; the turn over, by the clock of PostgreSQL as of the store. */
proctype Time(byte p) {
  do
  :: atomic { live[p] && !here[p] -> live[p] = 0 }
  :: atomic { turn[p] && !claimed[p] && !here[p] -> add(ended, place[p]); endPlace(p) }
  :: atomic { turn[p] && claimed[p] && !has(pgUsed, place[p]) && !stays(p) -> add(pgUsed, place[p]) }
  od
}

active proctype Loss() {
  byte losses;
  do
  :: losses < LOSSES -> d_step { losses++; wipe() }
  :: break
  od
}

init {
  atomic {
    run Instance(0); run Instance(1);
    run Person(0); run Time(0);
    run Person(1); run Time(1);
#if PEOPLE > 2
    run Person(2); run Time(2)
#endif
  }
}

#ifdef LIVENESS
ltl everyoneIsServed { <> served }
#endif
