//! Generators and floors that measure Tandem from outside.
