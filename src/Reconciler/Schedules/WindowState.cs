namespace OciReconciler.Schedules;

/// <summary>Whether changes may come into force at a moment.</summary>
/// <param name="IsOpen">They may.</param>
/// <param name="ChangesAt">When that changes next; null: never, or not for thousands of beginnings and ends.</param>
internal readonly record struct WindowState(bool IsOpen, DateTimeOffset? ChangesAt);
