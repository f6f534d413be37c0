namespace OciReconciler.DBus.Manager;

/// <summary>Job modes that a controller may use.</summary>
public enum JobMode
{
    /// <summary>Replaces conflicting queued jobs.</summary>
    Replace,

    /// <summary>Fails with TransactionIsDestructive when a conflicting job is queued.</summary>
    Fail,
}
