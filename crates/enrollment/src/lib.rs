//! Who may bill which payer, for what, where and when.
