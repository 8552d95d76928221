//! Places of service.
