//! The terminal, driven as people drive it: keys and clicks in, whole screens out, over the real use
//! cases and a real database. Nothing here waits for time: the clock is the test's.

mod booking;
mod bookings;
mod centre;
mod dashboard;
mod day;
mod delivery;
mod everywhere;
mod guides;
mod hostile;
mod keys;
mod kiosk;
mod leaving;
mod lost;
mod mypage;
mod people;
mod real;
mod requests;
mod stage;
mod start;
mod tasks;
mod till;
