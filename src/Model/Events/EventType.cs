using System.Text.Json.Serialization;

namespace OciReconciler.Model.Events;

/// <summary>Kinds of events, as in Kubernetes.</summary>
[JsonConverter(typeof(EventTypeConverter))]
public enum EventType
{
    /// <summary>Things go as they should.</summary>
    Normal,

    /// <summary>Somebody may have to do something.</summary>
    Warning,
}
