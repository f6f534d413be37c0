namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>How a call ended: its value, or its error.</summary>
internal sealed record Outcome<T>(T? Value, Exception? Error)
{
    public void Report(TaskCompletionSource<T> waiter)
    {
        if (Error is not null)
            waiter.TrySetException(Error);
        else
            waiter.TrySetResult(Value!);
    }
}

/// <summary>Makes outcomes.</summary>
internal static class Outcome
{
    /// <summary>Calls.</summary>
    public static Outcome<T> Of<T>(Func<T> effect)
    {
        try
        {
            return new(effect(), null);
        }
        catch (OciReconciler.DBus.Manager.BusException error)
        {
            return new(default, error);
        }
        catch (OciReconciler.Git.GitException error)
        {
            return new(default, error);
        }
        catch (OciReconciler.Engine.EngineException error)
        {
            return new(default, error);
        }
    }
}
