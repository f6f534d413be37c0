namespace OciReconciler.DBus.Manager;

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
    /// <param name="errorName">D-Bus error name; empty when the failure is not an error reply.</param>
    /// <param name="inner">What it came from, or null.</param>
    public BusException(BusFailure failure, string errorName, string message, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        ErrorName = errorName;
    }

    /// <summary>The kind.</summary>
    public BusFailure Failure { get; }

    /// <summary>D-Bus error name, such as org.freedesktop.systemd1.UnitExists; empty when the failure is not an error reply.</summary>
    public string ErrorName { get; }

    /// <summary>The failure of a connection that is over.</summary>
    internal static BusException Closed(string reason) => new(BusFailure.Closed, string.Empty, $"the bus connection is over: {reason}");
}
