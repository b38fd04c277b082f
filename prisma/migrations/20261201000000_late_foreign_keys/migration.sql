-- Whether the other row is there is asked at COMMIT. To ask is to read the page of an index, and under SERIALIZABLE whoever has read a
-- page is in conflict with all who write to it afterwards: here everybody does, as numbers that follow each other share a page. Asked
-- in the middle of a purchase, that undid two transactions for each seat sold in a rush; asked when nothing else is left to be done,
-- those who write afterwards also commit afterwards, which is the order in which PostgreSQL would have it.
ALTER TABLE ledger_entries ALTER CONSTRAINT ledger_entries_transaction_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE payments ALTER CONSTRAINT payments_reservation_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE payments ALTER CONSTRAINT payments_transaction_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE tickets ALTER CONSTRAINT tickets_payment_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE reservations ALTER CONSTRAINT reservations_user_id_concert_id_fkey DEFERRABLE INITIALLY DEFERRED;
