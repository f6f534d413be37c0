namespace OciReconciler.DBus.Bus;

/// <summary>What kind of failure a <see cref="BusException"/> is.</summary>
public enum BusFailure
{
    /// <summary>No connection could be made, or it is over.</summary>
    Closed,

    /// <summary>The peer answered with an error.</summary>
    ErrorReply,

    /// <summary>No answer before the deadline.</summary>
    Timeout,

    /// <summary>A message that could not be read or written.</summary>
    Malformed,
}

/// <summary>A D-Bus call or connection failed.</summary>
public sealed class BusException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="failure">The kind.</param>
    /// <param name="errorName">D-Bus error name; empty when the failure is not an error reply.</param>
    /// <param name="message">For people.</param>
    public BusException(BusFailure failure, string errorName, string message)
        : base(message)
    {
        Failure = failure;
        ErrorName = errorName;
    }

    /// <summary>The kind.</summary>
    public BusFailure Failure { get; }

    /// <summary>D-Bus error name, such as org.freedesktop.systemd1.UnitExists; empty when the failure is not an error reply.</summary>
    public string ErrorName { get; }
}
