def ready():
    answer = 'ready'
    print("I am", answer)
    return answer
