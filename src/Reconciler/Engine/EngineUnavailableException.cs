namespace OciReconciler.Engine;

/// <summary>Nobody answers at an engine's socket: nothing was asked of the engine.</summary>
/// <param name="message">Which engine, which socket, what to do.</param>
/// <param name="inner">Its cause, or null.</param>
internal sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
