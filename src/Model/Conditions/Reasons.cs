namespace OciReconciler.Model.Conditions;

/// <summary>
/// Every reason that a condition, event, decision or warning can have: CamelCase, the constant's own name. A summary says what happened,
/// remarks what somebody has to do, or how it goes on; docs/operations.md has both.
/// </summary>
public static partial class Reasons;
